namespace ArboDossier.Medical.Features.Privacy;

/// <summary>That the privacy statement was shown to somebody: version, hash of the exact text, language, channel, moment. No consent .</summary>
public sealed class PrivacyShown
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>The employee's door.</summary>
    public Guid Person { get; set; }

    /// <summary>Version.</summary>
    public string Version { get; set; } = "";

    /// <summary>SHA-256 of the text in that language.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>Language.</summary>
    public string Language { get; set; } = "";

    /// <summary>Through what.</summary>
    public PrivacyChannel Channel { get; set; }

    /// <summary>When it was read on the screen.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>How it reached the person.</summary>
public enum PrivacyChannel
{
    /// <summary>On the screen, at the first sign-in.</summary>
    Screen = 1,
}
