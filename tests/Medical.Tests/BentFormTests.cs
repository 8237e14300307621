using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.Medical.Access;
using ArboDossier.Mutations;
using ArboDossier.Shape;

namespace ArboDossier.Medical.Tests;

/// <summary>Rubbish in forms, sent by people who may send forms there.</summary>
[Collection(nameof(Alone))]
public sealed class BentFormTests
{
    [Fact]
    public async Task A_bent_form_is_refused_clearly_or_taken_and_never_brings_the_program_down()
    {
        await using var all = await Everybody.StartAsync("sqlite");
        var uri = new Uri(all.World.At.Medical);
        Person[] doctors = [all.Stage.Doctor, all.Appointed, all.Outside];
        await all.World.QuietAsync();
        all.World.Clock.Hold();
        var turn = 0;
        await new BentForms(all.World.App, uri.Port, uri.Authority).FeedAsync(
            async way =>
            {
                var person = way.Policy switch
                {
                    Policies.Employee => all.Employee,
                    Policies.Arriving => all.Arriving,
                    Policies.SignedIn => all.Stranger,
                    Policies.Confirming => doctors[turn++ % 3],
                    Policies.Team => turn++ % 2 == 0 ? all.Stage.Doctor : all.Stage.Clerk,
                    Policies.InFiles => new[] { all.Stage.Doctor, all.Stage.Clerk, all.Support }[turn++ % 3],
                    Policies.Supervised => all.Support,
                    _ => all.Stage.Doctor,
                };
                var cookies = string.Join("; ", person.Browser.CookiesOf(uri.Host).Select(x => $"{x.Key}={x.Value}"));
                return new([("Cookie", cookies)], await all.TokenAsync(person));
            },
            (way, name, own) => way.InForm.Contains(name) && name != "file" ? Guid.NewGuid() : Everybody.Id(way, name, own ? all.Asked : all.Elsewhere),
            all.Stage.OutcomeFields("Unfit", "InConsultation").Append(new("email", "iemand@voorbeeld.nl")).Append(new("big", "39012345601")).Append(new("EmployerNumber", $"{Guid.NewGuid()}")).ToDictionary(),
            all.World.ForgetLog);
    }
}
