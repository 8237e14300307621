#if DEBUG
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ArboDossier.Store;

/// <summary>
/// Development only, and compiled in a Debug build only: a clock that is some time ahead (<c>Zone:ClockAhead</c>), for tests in which a program was
/// down for hours. Waiting takes as long as ever.
/// </summary>
internal sealed class ClockAhead(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;

    internal static void Add(WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment() && TimeSpan.TryParseExact(builder.Configuration["Zone:ClockAhead"], "c", CultureInfo.InvariantCulture, out var ahead))
        {
            builder.Services.AddSingleton<TimeProvider>(new ClockAhead(ahead));
        }
    }
}
#endif
