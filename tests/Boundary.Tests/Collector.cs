using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace ArboDossier.Boundary.Tests;

/// <summary>A collector of metrics and traces on loopback that keeps every byte it is sent.</summary>
internal sealed class Collector : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();

    public Collector()
    {
        Address = $"http://127.0.0.1:{Programs.FreePorts(1).ToString(CultureInfo.InvariantCulture)}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = TakeAsync();
    }

    public string Address { get; }

    /// <summary>All that came for a path such as <c>/v1/metrics</c>, one after the other.</summary>
    public byte[] Received(string path) => [.. _received.Where(x => x.Path == path).SelectMany(x => x.Body)];

    public void Dispose() => _listener.Close();

    private async Task TakeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                _received.Enqueue((context.Request.Url!.AbsolutePath, body.ToArray()));
                context.Response.Close();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
