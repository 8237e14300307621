namespace ArboDossier.Web.SignIn;

/// <summary>
/// Requests from program to program: to the configured address, with the public name as Host, because names such as
/// <c>inloggen.localhost</c> are known to browsers only. Follows no redirect and reads no long answer.
/// </summary>
internal sealed class BackChannel : DelegatingHandler
{
    private readonly ProviderSettings _settings;

    private BackChannel(ProviderSettings settings)
        : base(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        _settings = settings;
    }

    internal static HttpClient Client(ProviderSettings settings) => new(new BackChannel(settings), disposeHandler: true)
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = 4 * 1024 * 1024,
    };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri ?? throw new InvalidOperationException("A request without an address.");
        if (_settings.BackChannel is { } back && asked.GetLeftPart(UriPartial.Authority) == _settings.Service)
        {
            request.Headers.Host = asked.Authority;
            request.RequestUri = new Uri(back, asked.PathAndQuery);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
