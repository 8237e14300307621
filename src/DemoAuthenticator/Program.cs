using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
var at = Addresses.At(5000);
using var admin = new Person("Karin Mulder", "karin@demo.invalid", at);
using var a = new Person("S. Bakker", "bakker@demo.invalid", at);
using var b = new Person("T. Willems", "willems@demo.invalid", at);
await IdentitySteps.FoundAsync(admin, args[0]);
foreach (var (d, code, big) in new[] { (a, args[1], "19012345601"), (b, args[2], "29012345601") })
{
    await d.AcceptAsync(await IdentitySteps.InviteAsync(admin, "medical", d.Name, d.Email));
    await MedicalSteps.FoundAsync(d, code, big);
}
await MedicalSteps.ConfirmFounderAsync(a);
await MedicalSteps.ConfirmFounderAsync(b);
await MedicalSteps.SignRosterAsync(a);
await MedicalSteps.SignRosterAsync(b);
Console.WriteLine(await MedicalSteps.FingerprintAsync(a));
return 0;
