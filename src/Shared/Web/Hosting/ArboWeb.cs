using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.WebEncoders;

namespace ArboDossier.Web;

/// <summary>The web half of a program: two calls in Program.cs, and nothing to forget in between.</summary>
public static class ArboWeb
{
    /// <summary>Registers everything. Requires <c>Web:Host</c> in the configuration and a <see cref="ArboWebOptions.Look"/>.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or wrong.</exception>
    public static WebApplicationBuilder AddArboWeb(this WebApplicationBuilder builder, Action<ArboWebOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new ArboWebOptions();
        configure(options);
        var settings = new WebSettings(options, builder.Configuration, builder.Environment);
        var services = builder.Services;
        services.AddSingleton(settings);

        QuietLog.Use(builder.Logging);
        Telemetry.Add(builder, settings.Look);
        Limits(services, options);
        Pages(services, options);
        Doors(services, settings);
        return builder;
    }

    /// <summary>
    /// The pipeline, the static files, the pages, <c>/language</c> and <c>/health</c>. <paramref name="afterSignIn"/> is where a
    /// program puts what needs to know who someone is and must run before authorization.
    /// </summary>
    public static WebApplication UseArboWeb(this WebApplication app, Action<WebApplication>? afterSignIn = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        var settings = app.Services.GetRequiredService<WebSettings>();
        if (settings.TrustedProxy is not null)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = 1 };
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Add(settings.TrustedProxy);
            app.UseForwardedHeaders(forwarded);
        }
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<OwnHostOnly>();
        app.UseMiddleware<StatusPages>();
        // Always Secure, also on plain http in development, where browsers treat *.localhost as secure.
        app.UseCookiePolicy(new CookiePolicyOptions { Secure = CookieSecurePolicy.Always, HttpOnly = HttpOnlyPolicy.Always, MinimumSameSitePolicy = SameSiteMode.Unspecified });
        app.UseRouting();
        app.Use(Telemetry.NameAsync);
        app.UseMiddleware<OwnOriginOnly>();
        app.UseMiddleware<Utf8Only>();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        afterSignIn?.Invoke(app);
        app.UseAuthorization();

        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorPages().WithStaticAssets();
        app.MapLanguage();
        app.MapHealth();
        return app;
    }

    private static void Limits(IServiceCollection services, ArboWebOptions options)
    {
        services.Configure<KestrelServerOptions>(k =>
        {
            k.AddServerHeader = false;
            k.Limits.MaxRequestBodySize = options.BodyLimit;
            k.Limits.MaxRequestHeaderCount = 64;
            k.Limits.MaxRequestHeadersTotalSize = 24 * 1024;
            k.Limits.MaxRequestLineSize = 8 * 1024;
            k.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        services.Configure<FormOptions>(f =>
        {
            f.ValueCountLimit = 500;
            f.KeyLengthLimit = 256;
            f.ValueLengthLimit = (int)Math.Min(options.BodyLimit, int.MaxValue);
            f.MultipartBodyLengthLimit = options.BodyLimit;
            // What people type never touches a temporary file: the whole allowed body stays in memory.
            f.MemoryBufferThreshold = (int)Math.Min(options.BodyLimit + 64 * 1024, int.MaxValue);
        });
        services.AddRequestTimeouts(t => t.DefaultPolicy = new() { Timeout = TimeSpan.FromSeconds(options.TimeoutSeconds), TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable });
    }

    private static void Pages(IServiceCollection services, ArboWebOptions options)
    {
        services.AddHttpContextAccessor();
        services.AddScoped(sp => new Words(LanguageChoice.Of(sp.GetRequiredService<IHttpContextAccessor>().HttpContext)));
        services.AddScoped(sp => new Shell(sp.GetRequiredService<WebSettings>().Look));
        // Readable characters in the pages: é stays é. What is special in HTML is encoded as ever.
        services.Configure<WebEncoderOptions>(e => e.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddRazorPages();
        services.Configure<RazorPagesOptions>(p =>
        {
            p.RootDirectory = options.PagesRoot;
            p.Conventions.Add(new OwnPrefix());
        });
        services.AddSingleton<IConfigureOptions<MvcOptions>, BindingMessages>();
        services.Configure<MvcOptions>(m =>
        {
            // Which field must be filled in is said with [Asked] and in both languages, not by the nullability of a type.
            m.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
            m.ModelMetadataDetailsProviders.Add(new EmptyText());
            m.Filters.Add(new TextOnly());
            m.Filters.Add(new GivesBackTyped());
            // Field names in jQuery's notation: no form has them, and one with a bracket too few is an exception instead of a field.
            m.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
            m.ValueProviderFactories.RemoveType<JQueryQueryStringValueProviderFactory>();
        });
        services.Configure<MvcViewOptions>(v => v.HtmlHelperOptions.ClientValidationEnabled = false);
        services.Configure<Microsoft.AspNetCore.Routing.RouteOptions>(r => r.LowercaseUrls = true);
    }

    private static void Doors(IServiceCollection services, WebSettings settings)
    {
        services.AddAntiforgery(a =>
        {
            a.Cookie.Name = "__Host-arbo-af";
            a.Cookie.Path = "/";
            a.Cookie.HttpOnly = true;
            // Lax: a Strict cookie is lost on the way back from signing in, and every open form with it.
            a.Cookie.SameSite = SameSiteMode.Lax;
            // On plain http Always would throw; the cookie policy makes it Secure all the same.
            a.Cookie.SecurePolicy = settings.Development ? CookieSecurePolicy.None : CookieSecurePolicy.Always;
        });
        // What a page says after a form was taken: no other host may put words there.
        services.Configure<CookieTempDataProviderOptions>(t =>
        {
            t.Cookie.Name = "__Host-arbo-done";
            t.Cookie.Path = "/";
            t.Cookie.SecurePolicy = settings.Development ? CookieSecurePolicy.None : CookieSecurePolicy.Always;
        });
        services.AddAuthentication();
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ClosedLooksAbsent>();
        services.AddHealthChecks();
    }
}
