using ArboDossier.DemoAuthenticator.Browsing;

namespace ArboDossier.DemoAuthenticator.Demo;

/// <summary>How a service comes to be, from the founding codes to a first employer with whom a doctor works.</summary>
public static class ServiceSteps
{
    /// <summary>Today, where the service is.</summary>
    public static DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam")).DateTime);

    /// <summary>Tries until it is so, for half a minute: what crosses between the programs takes its time.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var i = 0; i < 300; i++)
        {
            if (await isSo())
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("it did not come about within half a minute");
    }

    /// <summary>The administrator begins at both programs; two doctors begin, confirm each other, and sign the first list of who may sign.</summary>
    /// <param name="administrator">The service's administrator.</param>
    /// <param name="doctors">Two founding doctors.</param>
    /// <param name="code">The administrator's founding code.</param>
    /// <param name="doctorCodes">The doctors' founding codes.</param>
    public static async Task FoundAsync(Person administrator, IReadOnlyList<Person> doctors, string code, IReadOnlyList<string> doctorCodes)
    {
        await IdentitySteps.FoundAsync(administrator, code);
        await ReintegrationSteps.FoundAsync(administrator, code);
        foreach (var (doctor, doctorCode, big) in doctors.Zip(doctorCodes, (string[])["19012345601", "29012345601"]))
        {
            await doctor.AcceptAsync(await IdentitySteps.InviteAsync(administrator, "medical", doctor.Name, doctor.Email));
            await MedicalSteps.FoundAsync(doctor, doctorCode, big);
        }

        foreach (var doctor in doctors)
        {
            await MedicalSteps.ConfirmFounderAsync(doctor);
        }

        foreach (var doctor in doctors)
        {
            await MedicalSteps.SignRosterAsync(doctor);
        }

        var fingerprint = await MedicalSteps.FingerprintAsync(doctors[0]);
        await UntilAsync(() => ReintegrationSteps.ConfirmRosterAsync(administrator, fingerprint));
    }

    /// <summary>An employer with its personnel department, its employees and its case manager; gives its number.</summary>
    public static async Task<Guid> AddEmployerAsync(Person administrator, string name, Person personnel, Person caseManager, string employees)
    {
        var id = await ReintegrationSteps.AddEmployerAsync(administrator, name);
        await personnel.AcceptAsync(await ReintegrationSteps.InviteAsync(administrator, $"/employers/{id}/invite", personnel.Name, personnel.Email));
        await caseManager.AcceptAsync(await ReintegrationSteps.InviteAsync(administrator, "/service/invite", caseManager.Name, caseManager.Email));
        await ReintegrationSteps.AssignAsync(administrator, id, caseManager.Name, Today);
        await ImportSteps.ImportAsync(personnel, employees);
        return id;
    }
}
