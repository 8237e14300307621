using ArboDossier.Mutations;
using ArboDossier.Reintegration.Access;
using ArboDossier.Shape;

namespace ArboDossier.Reintegration.Tests;

/// <summary>Rubbish in forms, sent by people who may send forms there.</summary>
[Collection(nameof(ByItself))]
public sealed class BentFormTests
{
    [Fact]
    public async Task A_bent_form_is_refused_clearly_or_taken_and_never_brings_the_program_down()
    {
        await using var all = await Everybody.StartAsync();
        await all.World.QuietAsync();
        var turn = 0;
        Person[] reporting = [all.Stage.Hr, all.Stage.Petra, all.Substitute];
        await new BentForms(all.World.App, all.World.Port, all.World.Host).FeedAsync(
            async way =>
            {
                var person = way.Policy switch
                {
                    Policies.Service or Policies.Overseeing => all.Stage.Admin,
                    Policies.Own or Policies.Self => all.Stage.Marieke,
                    Policies.SignedIn => all.Stranger,
                    Policies.Asking => turn++ % 2 == 0 ? all.Stage.Hr : all.Stage.CaseManager,
                    Policies.Reporting or Policies.EmployerSide => reporting[turn++ % 3],
                    _ => all.Stage.Hr,
                };
                return new(person.Headers, await all.TokenAsync(person));
            },
            (way, name, own) => name is "EndMember" or "EndAssignment" or "End" or "Withdraw" ? Guid.NewGuid() : Everybody.Id(way, name, own ? way.Policy is Policies.Own or Policies.Self ? all.Employees : all.Team : Target.Absent()),
            Stage.Report(all.World.Today).ToDictionary(x => x.Name, x => x.Value),
            all.World.Log.Lines.Clear);
    }
}
