using System.Text;
using ArboDossier.Mutations;
using ArboDossier.Reintegration.Features.Import;

namespace ArboDossier.Reintegration.Tests;

/// <summary>Bent exports of a personnel system: read with reasons, or refused as a whole.</summary>
public sealed class BentExportTests
{
    [Fact]
    public void A_bent_export_is_read_with_reasons_or_refused()
    {
        var good = Encoding.UTF8.GetBytes(
            "Personeelsnummer;Voorletters;Achternaam;Geboortedatum;Uren per week;In dienst;BSN\r\n" +
            "1;M.;de Vries;14-02-1988;36;01-03-2019;123456782\r\n2;B.;\"Jacobs\r\nsenior\";01-12-1970;24,5;01-03-2019;\r\n3;Z.;Özdemir;29-02-1980;40;01-03-2019;\r\n");
        Mutation.Feed(good, bent =>
        {
            var error = ImportReader.Read(bent, new DateOnly(2026, 11, 21), out var plan);
            plan.Refused.All(x => x.Line > 0).Should().BeTrue();
            return error == ImportError.None;
        });
    }
}
