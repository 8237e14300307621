using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Store;

namespace ArboDossier.Medical.Features.Register;

/// <summary>
/// What the service's own link to the register wrote last, as a file (<c>Register:File</c>): when it looked, and of each number whether it is registered
/// as company doctor or insurance physician; beside them, in <c>physicians</c>, of those who work under supervision whether they are registered as physicians. A file that is too old ends signing and reading by itself, so a link that broke is no way to go on.
/// </summary>
internal sealed class RegisterFile(string path, ILogger<RegisterFile> log) : IBigRegister
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const long MostBytes = 4 * 1024 * 1024;

    public string News => new FileInfo(path) is { Exists: true } file ? string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks} {file.Length}") : "";

    public async Task<RegisterAnswer?> AskAsync(string number, MedicalRole role, CancellationToken cancel)
    {
        try
        {
            // Whoever can write it could keep a doctor who was struck off.
            if (new FileInfo(path) is not { Exists: true, Length: <= MostBytes } file || (file.UnixFileMode & OthersWrite) != 0)
            {
                return null;
            }

            await using var stream = File.OpenRead(path);
            var seen = await JsonSerializer.DeserializeAsync<Seen>(stream, JsonSerializerOptions.Strict, cancel);
            return (role == MedicalRole.SupervisedPhysician ? seen?.Physicians : seen?.Doctors) is { } listed && listed.TryGetValue(number, out var registered) ? new(registered ? RegisterState.Registered : RegisterState.Lapsed, seen!.At) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            log.LogWarning("The register's file could not be read ({Kind}).", unreadable.GetType().Name);
            return null;
        }
    }

    private sealed record Seen(
        [property: JsonPropertyName("at")] DateTimeOffset At, [property: JsonPropertyName("doctors")] IReadOnlyDictionary<string, bool> Doctors,
        [property: JsonPropertyName("physicians")] IReadOnlyDictionary<string, bool>? Physicians = null);
}

/// <summary>No link: colleagues look in the public register and record what they saw.</summary>
internal sealed class NoRegister : IBigRegister
{
    public Task<RegisterAnswer?> AskAsync(string number, MedicalRole role, CancellationToken cancel) => Task.FromResult<RegisterAnswer?>(null);
}

#if DEBUG
/// <summary>Development only, and compiled in a Debug build only: every number is registered, seen just now.</summary>
internal sealed class EverybodyRegistered(TimeProvider clock) : IBigRegister
{
    public Task<RegisterAnswer?> AskAsync(string number, MedicalRole role, CancellationToken cancel) => Task.FromResult<RegisterAnswer?>(new(RegisterState.Registered, clock.GetUtcNow()));
}
#endif

/// <summary>Chooses by <c>Register:Kind</c>: <c>file</c> with <c>Register:File</c>, or <c>hand</c>, which is what holds where nothing was set.</summary>
internal static class Registers
{
    internal static void Add(IServiceCollection services, IConfiguration configuration, bool development)
    {
        switch (configuration["Register:Kind"])
        {
            case "file" when configuration["Register:File"] is { Length: > 0 } path:
                services.AddSingleton<IBigRegister>(s => new RegisterFile(path, s.GetRequiredService<ILogger<RegisterFile>>()));
                break;
#if DEBUG
            case null when development:
                services.AddSingleton<IBigRegister, EverybodyRegistered>();
                break;
#endif
            case null or "hand":
                services.AddSingleton<IBigRegister, NoRegister>();
                break;
            default:
                throw new StoreSettingException("Register:Kind must be file (with Register:File) or hand");
        }
    }
}
