using System.Net;
using ArboDossier.Counterparts;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Mail;
using ArboDossier.Medical.Store;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>The medical side writes only to what the employee gave to it, in words that say nothing; else somebody calls or writes (R-063, R-264).</summary>
public sealed class NoticeTests : IAsyncLifetime
{
    private const string Own = "marieke.prive@voorbeeld.example";

    private Stage _stage = null!;

    private MailServer Mail { get; } = new();

    private string Medical => _stage.World.At.Medical;

    public Task InitializeAsync() => Mail.StartAsync();

    public async Task DisposeAsync()
    {
        if (_stage is not null)
        {
            await _stage.DisposeAsync();
        }

        await Mail.DisposeAsync();
    }

    [Theory, Trait("Rule", "R-264"), Trait("Rule", "R-063"), Trait("Rule", "R-083")]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    public async Task Mail_goes_to_the_address_that_the_employee_gave_here_and_says_nothing(string engine)
    {
        await BeginAsync(engine);
        var @case = await _stage.TreatedAsync("Jansen");
        var employee = await _stage.ActivatedAsync(@case, "M. Jansen");
        var file = await _stage.FileAsync(@case);
        var page = await GiveAsync(employee, file, Own, "06 12345678");
        page.Address.AbsolutePath.Should().Be("/my");
        page.Text.Should().Contain(Own).And.Contain("06 12345678");
        (await ToldAsync()).Should().BeEmpty();

        await _stage.WithEmployeeAsync(@case);
        (await ToldAsync()).Should().Equal(Own);
        await MedicalSteps.SignAsync(_stage.Doctor, await _stage.SigningPageAsync(@case));
        (await ToldAsync()).Should().Equal(Own);
        await MedicalSteps.ActivateAsync(_stage.Doctor, await _stage.Doctor.OpenAsync(await _stage.AddressAsync(@case)), await _stage.World.PersonAsync("N. Ander"));
        (await ToldAsync()).Should().Equal([Own], "another way in to the file was made");

        var host = new Uri(Medical).Authority;
        Mail.Arrived.Select(x => x.Body.TrimEnd()).Should().Equal(
            ((NoticeKind[])[NoticeKind.SomethingNew, NoticeKind.SomethingNew, NoticeKind.SignInChanged]).Select(x => NoticeTexts.Body(x, host).TrimEnd()));
        foreach (var word in (string[])["Jansen", "Marieke", "Bakkerij", "Bakker", "De Brug", file.ToString("N"), file.ToString()])
        {
            Mail.Arrived.Should().OnlyContain(x => !x.Raw.Replace(Own, "", StringComparison.Ordinal).Contains(word, StringComparison.OrdinalIgnoreCase), word);
        }

        _stage.World.Log.Should().NotContain(Own).And.NotContain("12345678");
        (await _stage.World.LedgerAsync()).Where(x => x.Event is "notice.address" or "notice.sent").Should().HaveCount(6).And.OnlyContain(x => x.Subject == file && x.Role == "machine:notices");
        var log = (await employee.OpenAsync($"{Medical}/my/{file}/log")).TextOf("#log")!;
        log.Should().Contain("Mail gestuurd dat er iets te bekijken is").And.Contain("Opgeschreven waar u bereikt wilt worden").And.NotContain("Anders");
    }

    [Theory, Trait("Rule", "R-264")]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    public async Task Who_gave_no_address_is_called_or_written_to_and_nothing_that_the_employer_gave_is_used(string engine)
    {
        await BeginAsync(engine);
        var @case = await _stage.TreatedAsync("Jansen");
        await MedicalSteps.SignAsync(_stage.Doctor, await _stage.SigningPageAsync(@case));
        (await ToldAsync()).Should().BeEmpty();

        (await _stage.Doctor.OpenAsync(Medical + "/work")).Text.Should().Contain("1 werknemer moet");
        var list = await _stage.Clerk.OpenAsync(Medical + "/calls");
        list.TextOf("main")!.Should().Contain("Marieke Jansen").And.Contain("geen").And.NotContain("0612345678", "the employer gave that number");
        (await _stage.OtherDoctor.OpenAsync(Medical + "/calls")).TextOf("main")!.Should().Contain("U hoeft niemand te bellen");

        list = await _stage.Clerk.Browser.SubmitAsync(list, "main form[method=post]");
        list.TextOf("main")!.Should().Contain("U hoeft niemand te bellen");
        var file = await _stage.FileAsync(@case);
        (await _stage.World.LedgerAsync()).Should().ContainSingle(x => x.Event == "notice.called").Which.Should().Match<LedgerLine>(x => x.Permitted && x.Subject == file && x.OnBehalfOf != null);
        (await _stage.World.ReadAsync(db => db.Notices.CountAsync())).Should().Be(0);
    }

    [Fact, Trait("Rule", "R-264"), Trait("Rule", "R-062")]
    public async Task Another_doctor_cannot_say_that_an_employee_was_called()
    {
        await BeginAsync("sqlite");
        var @case = await _stage.TreatedAsync("Jansen");
        await MedicalSteps.SignAsync(_stage.Doctor, await _stage.SigningPageAsync(@case));
        await ToldAsync();
        var list = await _stage.Doctor.OpenAsync(Medical + "/calls");
        await _stage.OtherDoctor.OpenAsync(Medical + "/calls");
        var form = await _stage.OtherDoctor.OpenAsync(Medical + "/people");

        var action = list.Document.QuerySelector("main form[method=post]")!.GetAttribute("action")!;
        var token = form.Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        (await _stage.OtherDoctor.Browser.PostAsync(Medical + action, content)).Status.Should().Be(HttpStatusCode.NotFound);

        (await _stage.World.ReadAsync(db => db.Notices.CountAsync(x => x.ToCallSince != null))).Should().Be(1);
        (await _stage.World.LedgerAsync()).Should().ContainSingle(x => x.Event == "notice.called" && !x.Permitted);
    }

    [Fact, Trait("Rule", "R-264"), Trait("Rule", "R-077")]
    public async Task Nobody_but_the_employee_says_behind_the_own_door_where_mail_goes_and_can_take_it_back()
    {
        await BeginAsync("sqlite");
        var @case = await _stage.TreatedAsync("Jansen");
        var employee = await _stage.ActivatedAsync(@case, "M. Jansen");
        var neighbour = await _stage.ActivatedAsync(await _stage.TreatedAsync("Pieters"), "W. Ander");
        var file = await _stage.FileAsync(@case);
        foreach (var other in (Person[])[neighbour, _stage.Doctor, _stage.OtherDoctor, _stage.Clerk])
        {
            (await other.OpenAsync($"{Medical}/my/{file}/contact")).Status.Should().NotBe(HttpStatusCode.OK, other.Name);
        }

        foreach (var (email, phone) in ((string, string)[])[("nergens", ""), ("a@b@c.example", ""), ("a b@c.example", ""), ("", "06 huis"), ("", "123"), (new string('a', 250) + "@b.nl", "")])
        {
            (await GiveAsync(employee, file, email, phone)).Errors.Should().NotBeEmpty(email + phone);
        }

        (await _stage.World.ReadAsync(db => db.Contacts.CountAsync())).Should().Be(0);
        await GiveAsync(employee, file, Own, "");
        await GiveAsync(employee, file, "", "");
        (await _stage.World.ReadAsync(db => db.Contacts.CountAsync())).Should().Be(0);
        await _stage.WithEmployeeAsync(@case);
        (await ToldAsync()).Should().BeEmpty();
        (await _stage.Doctor.OpenAsync(Medical + "/calls")).TextOf("main")!.Should().Contain("Marieke Jansen");
    }

    [Theory, Trait("Rule", "R-264"), Trait("Rule", "R-151")]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    public async Task Who_has_no_way_in_says_at_the_desk_where_mail_goes_and_the_log_says_who_wrote_it_down(string engine)
    {
        await BeginAsync(engine);
        var @case = await _stage.TreatedAsync("Jansen");
        var desk = await MedicalSteps.IdentifyAsync(_stage.Clerk, new Uri(await _stage.AddressAsync(@case)).AbsolutePath, "Telephone");
        desk.TextOf("main").Should().NotContain("@", "nothing that the employer gave is offered");
        desk = await AtDeskAsync("nergens", "06 huis");
        desk.Errors.Should().Contain("e-mailadres").And.Contain("telefoonnummer");
        (await AtDeskAsync(Own, "")).Errors.Should().BeEmpty();

        await _stage.WithEmployeeAsync(@case);
        (await ToldAsync()).Should().Equal(Own);
        var employee = await _stage.ActivatedAsync(@case, "M. Jansen");
        (await employee.OpenAsync($"{Medical}/my/{await _stage.FileAsync(@case)}/contact")).Document.QuerySelector("[name=Email]")!.GetAttribute("value").Should().Be(Own);
        (await employee.OpenAsync($"{Medical}/my/{await _stage.FileAsync(@case)}/log")).TextOf("main").Should().Contain("K. Smit").And.Contain("Balie: opgeschreven waar u bereikt wilt worden");

        async Task<Page> AtDeskAsync(string email, string phone) =>
            desk = await _stage.Clerk.Browser.SubmitAsync(desk, "form[action*=Contact]", new Dictionary<string, string> { ["Email"] = email, ["Phone"] = phone });
    }

    private async Task BeginAsync(string engine)
    {
        _stage = await Stage.StartAsync(engine, settings: Mail.Settings);
        // Rounds are the test's own.
        await _stage.World.Services.GetRequiredService<NoticePost<MedicalContext>>().StopAsync(CancellationToken.None);
    }

    private async Task<Page> GiveAsync(Person employee, Guid file, string email, string phone)
    {
        var page = await employee.OpenAsync($"{Medical}/my/{file}/contact");
        return await employee.Browser.SubmitAsync(page, "main form[method=post]", new Dictionary<string, string> { ["Email"] = email, ["Phone"] = phone });
    }

    /// <summary>Who was told something since the last look.</summary>
    private async Task<IReadOnlyList<string>> ToldAsync()
    {
        var before = Mail.Arrived.Count;
        await _stage.World.Services.GetRequiredService<NoticePost<MedicalContext>>().RoundAsync(CancellationToken.None);
        return [.. Mail.Arrived.Skip(before).Select(x => x.To)];
    }
}
