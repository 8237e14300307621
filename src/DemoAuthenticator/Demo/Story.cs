using ArboDossier.DemoAuthenticator.Browsing;

namespace ArboDossier.DemoAuthenticator.Demo;

/// <summary>
/// Fills a service with invented people by using it: every account, file and signature is made through the programs' own forms (law 12). Each step is
/// kept when it is done, so a demo that was cut off goes on where it was.
/// </summary>
internal sealed class Story(DemoState state, Cast cast, Addresses at, IReadOnlyDictionary<string, string[]> codes, Action<string> say)
{
    private readonly DateOnly _today = ServiceSteps.Today;

    public async Task TellAsync()
    {
        await BeginAsync();
        await EmployersAsync();
        await MedicalSideAsync();
        await EmployeesAsync();
        await CasesAsync();
        await TaskAsync("bram");
        await CustodiansAsync();
        await BesideAsync(Employers.All[0], Appointed.Employee);
        await StepAsync("end", () => Task.FromResult(""));
    }

    private async Task BeginAsync()
    {
        var admin = cast.Of("karin", "Karin Mulder", "Beheerder", "Maakt werkgevers, nodigt uit, bevestigt wie mag tekenen. Ziet geen dossiers.", at.Reintegration + "/");
        await StepAsync("found-identity", async () =>
        {
            await IdentitySteps.FoundAsync(admin, codes["identity"][0]);
            cast.Keep("karin");
            return "";
        });
        await CodesAsync("karin");
        await StepAsync("found-reintegration", async () =>
        {
            await ReintegrationSteps.FoundAsync(admin, codes["identity"][0]);
            return "";
        });
        say("beheerder");
    }

    private async Task EmployersAsync()
    {
        foreach (var employer in Employers.All)
        {
            var id = Guid.Parse(await StepAsync($"employer-{employer.Key}", async () => (await ReintegrationSteps.AddEmployerAsync(cast["karin"], employer.Name)).ToString()));
            var hr = cast.Of(employer.Administrator.Key, employer.Administrator.Name, "Werkgever", $"Personeelszaken van {employer.Name}: meldt ziek en beter, leest medewerkers in.", at.Reintegration + "/");
            await AccountAsync(employer.Administrator.Key, () => ReintegrationSteps.InviteAsync(cast["karin"], $"/employers/{id}/invite", hr.Name, hr.Email));
            await StepAsync($"import-{employer.Key}", async () =>
            {
                await ImportSteps.ImportAsync(hr, employer.Csv());
                return "";
            });
            say($"{employer.Name}: {employer.Count} medewerkers");
        }

        foreach (var (key, name, employers) in Employers.CaseManagers)
        {
            var person = cast.Of(key, name, "Casemanager", $"Begeleidt de zaken van {string.Join(" en ", Employers.All.Where(x => employers.Contains(x.Key)).Select(x => x.Name))}.", at.Reintegration + "/");
            await AccountAsync(key, () => ReintegrationSteps.InviteAsync(cast["karin"], "/service/invite", person.Name, person.Email));
            foreach (var employer in employers)
            {
                await StepAsync($"assign-{key}-{employer}", async () =>
                {
                    await ReintegrationSteps.AssignAsync(cast["karin"], Guid.Parse(state.Steps[$"employer-{employer}"]), name, _today.AddYears(-1));
                    return "";
                });
            }
        }

        say("casemanagers");
    }

    private async Task MedicalSideAsync()
    {
        foreach (var (key, name, big, task) in Employers.Doctors)
        {
            cast.Of(key, name, "Bedrijfsarts", task, at.Medical + "/");
        }

        var (first, second) = (cast["bakker"], cast["willems"]);
        foreach (var (key, code) in new[] { ("bakker", codes["medical"][0]), ("willems", codes["medical"][1]) })
        {
            var doctor = cast[key];
            await AccountAsync(key, () => IdentitySteps.InviteAsync(cast["karin"], "medical", doctor.Name, doctor.Email));
            await StepAsync($"found-{key}", async () =>
            {
                await MedicalSteps.FoundAsync(doctor, code, Employers.Doctors.First(x => x.Key == key).Big);
                cast.Keep(key);
                return "";
            });
        }

        await StepAsync("founders", async () =>
        {
            await MedicalSteps.ConfirmFounderAsync(first);
            await MedicalSteps.ConfirmFounderAsync(second);
            return "";
        });
        await RosterAsync(1);
        foreach (var (key, name, big, _) in Employers.Doctors.Skip(2))
        {
            await ColleagueAsync(key, name, "CompanyDoctor", big);
        }

        await RosterAsync(2);
        await StepAsync("fingerprint", async () =>
        {
            var fingerprint = await MedicalSteps.FingerprintAsync(first);
            await ServiceSteps.UntilAsync(() => ReintegrationSteps.ConfirmRosterAsync(cast["karin"], fingerprint));
            return fingerprint;
        });
        cast.Of("vermeulen", "J. Vermeulen", "Medewerker onder beroepsgeheim", "Werkt onder S. Bakker: plant, bereidt uitkomsten voor, geeft aan de balie codes. Kan niet tekenen.", at.Medical + "/");
        cast.Of("smit", "P. Smit", "Medewerker onder beroepsgeheim", "Heeft de verklaring nog niet getekend en ziet daarom niets.", at.Medical + "/");
        cast.Of("kaya", "N. Kaya", "Praktijkondersteuner", "Werkt onder S. Bakker met een schriftelijke taak voor één dossier. De arts kijkt na wat zij vastlegt.", at.Medical + "/");
        await ColleagueAsync("vermeulen", "J. Vermeulen", "DerivedSecrecyStaff", "", statement: true);
        await ColleagueAsync("smit", "P. Smit", "DerivedSecrecyStaff", "", statement: false);
        await ColleagueAsync("kaya", "N. Kaya", "PracticeSupport", "", statement: true);
        foreach (var employer in Employers.All)
        {
            foreach (var doctor in employer.Doctors)
            {
                var number = Guid.Parse(state.Steps[$"employer-{employer.Key}"]).ToString("N");
                await StepAsync($"propose-{employer.Key}-{doctor}", () => Quiet(MedicalSteps.ProposeAsync(first, cast[doctor].Name, number, employer.Name)));
                await StepAsync($"appoint-{employer.Key}-{doctor}", () => Quiet(MedicalSteps.ConfirmAppointmentAsync(second, cast[doctor].Name, employer.Name)));
            }
        }

        say("artsen en rooster");
    }

    /// <summary>People who bring doctors back that lose their passkeys: on a list of their own, after the one that the others stand on.</summary>
    private async Task CustodiansAsync()
    {
        foreach (var (key, name, task) in Appointed.Custodians)
        {
            cast.Of(key, name, "Bewaarder", task, at.Medical + "/");
            await ColleagueAsync(key, name, "Custodian", "");
        }

        await RosterAsync(3);
        say("bewaarders");
    }

    /// <summary>Whoever is there for one file, for some files or for one person: a labour expert, an auditor, and whom an employee authorised.</summary>
    private async Task BesideAsync(Employer employer, string employee)
    {
        var (admin, manager) = (cast["karin"], cast[Employers.CaseManagers.First(x => x.Employers.Contains(employer.Key)).Key]);
        foreach (var (key, name, role, word, task) in Appointed.OfService)
        {
            var person = cast.Of(key, name, word, task, at.Reintegration + "/");
            await AccountAsync(key, () => ReintegrationSteps.InviteAsync(admin, "/service/invite", person.Name, person.Email, role: role));
        }

        var until = _today.AddDays(60);
        await StepAsync($"expert-{employee}", () => Quiet(ReintegrationSteps.AppointAsync(manager, Guid.Parse(state.Steps[$"case-{employee}"]), Appointed.OfService[0].Name, until)));
        await StepAsync($"audit-{employer.Key}", () => Quiet(ReintegrationSteps.AuditAsync(admin, Appointed.OfService[1].Name, Guid.Parse(state.Steps[$"employer-{employer.Key}"]), "Controle van de termijnen van de wet", until)));
        var representative = cast.Of(Appointed.Representative.Key, Appointed.Representative.Name, "Gemachtigde", Appointed.Representative.Task, at.Reintegration + "/");
        await AccountAsync(Appointed.Representative.Key, () => ReintegrationSteps.AuthoriseAsync(cast[employee], Guid.Parse(state.Steps[$"employee-{employee}"]), representative.Name, representative.Email, until));
        say("arbeidsdeskundige, auditor en gemachtigde");
    }

    private Task<string> RosterAsync(int number) => StepAsync($"roster-{number}", async () =>
    {
        await MedicalSteps.SignRosterAsync(cast["bakker"]);
        await MedicalSteps.SignRosterAsync(cast["willems"]);
        return "";
    });

    private async Task ColleagueAsync(string key, string name, string role, string big, bool statement = false)
    {
        var person = cast[key];
        await AccountAsync(key, () => MedicalSteps.InviteAsync(cast["bakker"], role, name, person.Email, big));
        if (role == "DerivedSecrecyStaff" && !statement)
        {
            await StepAsync($"look-{key}", async () =>
            {
                await person.OpenAsync(at.Medical + "/");
                return "";
            });
            return;
        }

        if (statement)
        {
            await StepAsync($"statement-{key}", async () =>
            {
                await MedicalSteps.RecordStatementAsync(cast["bakker"], name, _today.AddMonths(-2));
                return "";
            });
        }

        await StepAsync($"enrol-{key}", async () =>
        {
            var check = await MedicalSteps.EnrolAsync(person);
            cast.Keep(key);
            await MedicalSteps.ConfirmAsync(cast["bakker"], name, check);
            return "";
        });
    }

    private async Task EmployeesAsync()
    {
        foreach (var part in Employers.All.SelectMany(x => x.Parts.Select(p => (Employer: x, Part: p))))
        {
            var person = cast.Of(part.Part.Key, part.Part.FullName, part.Part.LineManager ? "Leidinggevende" : "Werknemer", part.Part.Task, at.Reintegration + "/");
            var hr = cast[part.Employer.Administrator.Key];
            var id = Guid.Parse(await StepAsync($"employee-{part.Part.Key}", async () => (await ReintegrationSteps.FindEmployeeAsync(hr, part.Part.FullName)).ToString()));
            await AccountAsync(part.Part.Key, () => ReintegrationSteps.InviteAsync(hr, $"/employees/{id}/invite", person.Name, person.Email, part.Part.LineManager));
        }

        say("werknemers met een account");
    }

    private async Task CasesAsync()
    {
        foreach (var scene in Scenes.All)
        {
            var employer = Employers.All.First(x => x.Parts.Any(p => p.Key == scene.Employee));
            var part = employer.Parts.First(x => x.Key == scene.Employee);
            var hr = cast[employer.Administrator.Key];
            var @case = Guid.Parse(await StepAsync($"case-{scene.Employee}", async () =>
                (await ReintegrationSteps.ReportSickAsync(hr, Guid.Parse(state.Steps[$"employee-{scene.Employee}"]), _today.AddDays(-scene.DaysAgo), scene.DaysAgo > 1)).ToString()));
            if (scene.Ends is "withdrawn")
            {
                await StepAsync($"withdrawn-{scene.Employee}", () => Quiet(ReintegrationSteps.WithdrawAsync(hr, @case)));
            }

            if (scene.PartialHours is { } hours)
            {
                await StepAsync($"partial-{scene.Employee}", () => Quiet(ReintegrationSteps.RecoverAsync(hr, @case, _today.AddDays(-3), hours)));
            }

            if (scene.Until >= Stage.Asked)
            {
                var manager = cast[Employers.CaseManagers.First(x => x.Employers.Contains(employer.Key)).Key];
                await StepAsync($"asked-{scene.Employee}", () => Quiet(ReintegrationSteps.AskAsync(manager, @case, _today.AddDays(10))));
            }

            await ConsultAsync(scene, employer, part);
            if (scene.Ends is "recovered")
            {
                await StepAsync($"recovered-{scene.Employee}", () => Quiet(ReintegrationSteps.RecoverAsync(hr, @case, _today)));
            }
        }

        say("zaken");
    }

    /// <summary>Practice support has a task in one file, and recorded something that the doctor still has to review.</summary>
    private async Task TaskAsync(string employee)
    {
        var name = Employers.All.SelectMany(x => x.Parts).First(x => x.Key == employee).FullName;
        await StepAsync($"task-{employee}", async () =>
        {
            var file = await MedicalSteps.OpenFileAsync(cast["bakker"], name);
            return await Quiet(MedicalSteps.GiveTaskAsync(cast["bakker"], file.Address.GetLeftPart(UriPartial.Path), "N. Kaya", "History", "Bel vóór het consult en vraag naar tillen, slapen en wat al geprobeerd is.", _today, _today.AddDays(14)));
        });
        await StepAsync($"recorded-{employee}", async () =>
            await Quiet(MedicalSteps.RecordUnderTaskAsync(cast["kaya"], await MedicalSteps.OpenFileAsync(cast["kaya"], name), "Tillen lukt tot tien kilo. Slaapt goed. Fysiotherapie twee keer per week.")));
        say("taak van de praktijkondersteuner");
    }

    private async Task ConsultAsync(Scene scene, Employer employer, Part part)
    {
        var doctor = cast[employer.Doctors[0]];
        if (scene.Until >= Stage.Planned)
        {
            await StepAsync($"planned-{scene.Employee}", async () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    if (await MedicalSteps.PlanAsync(doctor, part.FullName))
                    {
                        return "";
                    }

                    await Task.Delay(200);
                }

                throw new InvalidOperationException($"the request about {part.FullName} did not arrive");
            });
        }

        if (scene.Activated)
        {
            await StepAsync($"activated-{scene.Employee}", async () =>
            {
                var clerk = cast["vermeulen"];
                await MedicalSteps.ActivateAsync(clerk, await MedicalSteps.OpenFileAsync(clerk, part.FullName), cast[scene.Employee]);
                cast.Keep(scene.Employee);
                return "";
            });
            await StepAsync($"contact-{scene.Employee}", async () =>
            {
                await MedicalSteps.GiveContactAsync(cast[scene.Employee], $"{scene.Employee}.prive@demo.invalid");
                return "";
            });
        }

        if (scene.Until >= Stage.WithEmployee)
        {
            await StepAsync($"consulted-{scene.Employee}", async () =>
            {
                var file = await MedicalSteps.OpenFileAsync(doctor, part.FullName);
                var page = await MedicalSteps.RecordAsync(doctor, file, scene.Text, scene.Verdict, _today.AddDays(scene.VerdictDay), readTogether: scene.Until == Stage.Signed);
                if (scene.Until == Stage.Signed)
                {
                    await MedicalSteps.SignAsync(doctor, page);
                    cast.Keep(employer.Doctors[0]);
                }

                return "";
            });
        }
    }

    /// <summary>An account by invitation: skipped where the person can sign in already.</summary>
    private async Task AccountAsync(string key, Func<Task<Invited>> invite)
    {
        await StepAsync($"account-{key}", async () =>
        {
            await cast[key].AcceptAsync(await invite());
            cast.Keep(key);
            return "";
        });
        await CodesAsync(key);
    }

    /// <summary>An app with codes beside the passkey: the second way in, also for a browser without scripts.</summary>
    private Task<string> CodesAsync(string key) => StepAsync($"codes-{key}", () => Quiet(cast[key].AddCodesAsync()));

    private static async Task<string> Quiet(Task done)
    {
        await done;
        return "";
    }

    private async Task<string> StepAsync(string name, Func<Task<string>> step)
    {
        if (state.Steps.TryGetValue(name, out var known))
        {
            return known;
        }

        var result = await step();
        cast.KeepAll();
        state.Done(name, result);
        return result;
    }
}
