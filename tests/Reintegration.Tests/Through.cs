using ArboDossier.Reintegration.Features.SignIn;
using ArboDossier.Reintegration.Store;
using ArboDossier.Store;
using Microsoft.Extensions.DependencyInjection;

namespace ArboDossier.Reintegration.Tests;

/// <summary>Two providers of employers, "vandam" and "linde", and who comes through them.</summary>
internal static class Through
{
    internal static readonly string[] Settings = [.. Of("vandam"), .. Of("linde")];

    /// <summary>Sets the employer's own provider; empty for none.</summary>
    internal static Task<string> SetAsync(Stage stage, Guid employer, string provider) =>
        stage.Admin.DoAsync($"/employers/{employer}?handler=SignIn", ("SignInAt", provider.Length > 0 ? provider : EmployerProviders.None));

    /// <summary>Gives the role of personnel department to whom the employer's provider knows by an address.</summary>
    internal static Task<string> GiveAsync(Stage stage, Guid employer, string address) =>
        stage.Admin.DoAsync($"/employers/{employer}/invite", ("Input.Name", "P. Zaken"), ("Input.Email", address), ("Input.Language", "nl"));

    /// <summary>Somebody whom the provider vouched for a moment ago.</summary>
    internal static async Task<Person> ComesAsync(Stage stage, string provider, string subject, string address)
    {
        var services = stage.World.App.Services;
        var from = services.GetRequiredService<EmployerProviders>().Find(provider)!;
        await using var scope = services.CreateAsyncScope();
        await services.GetRequiredService<EmployerAccounts>().TakeInAsync(from, from.SubjectOf(subject), address, "127.0.0.1", scope.ServiceProvider.GetRequiredService<Openings<ReintegrationContext>>(), CancellationToken.None);
        return stage.World.Person(from.SubjectOf(subject));
    }

    private static string[] Of(string name) => [$"--EmployerSignIn:{name}:Authority=http://127.0.0.1:1/{name}", $"--EmployerSignIn:{name}:ClientId=verzuim", $"--EmployerSignIn:{name}:Name=Aanbieder {name}"];
}
