namespace ArboDossier.Web;

/// <summary>What a program says about itself when it calls <see cref="ArboWeb.AddArboWeb"/>.</summary>
public sealed class ArboWebOptions
{
    /// <summary>The zone's look. Required.</summary>
    public ZoneLook? Look { get; set; }

    /// <summary>Where the Razor Pages of the program live.</summary>
    public string PagesRoot { get; set; } = "/Features";

    /// <summary>The largest request body in bytes; an endpoint that takes files says so itself with <c>[RequestSizeLimit]</c>.</summary>
    public long BodyLimit { get; set; } = 1024 * 1024;

    /// <summary>
    /// Origins that a form post may be redirected to, beside the own one and <c>Web:FormOrigins</c>:
    /// the content policy's form-action also holds for redirects after a post.
    /// </summary>
    public IList<string> FormOrigins { get; } = [];

    /// <summary>Which failures mean that a part that is needed does not answer: 503 and no error, for they pass.</summary>
    public Func<Exception, bool> IsAway { get; set; } = _ => false;

    /// <summary>Seconds after which a request is given up.</summary>
    public int TimeoutSeconds { get; set; } = 30;
}
