using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Import;

/// <summary>Bringing an export of the personnel system: it is read in memory and shown as a preview first.</summary>
[Authorize(Policies.Personnel)]
[RequestSizeLimit(ImportReader.MostBytes + Overhead)]
[RequestFormLimits(MultipartBodyLengthLimit = ImportReader.MostBytes + Overhead, MemoryBufferThreshold = ImportReader.MostBytes + Overhead)]
public sealed class IndexModel(Imports imports, Organisation organisation) : ReintegrationPage
{
    private const int Overhead = 64 * 1024;

    /// <summary>The file.</summary>
    [BindProperty]
    public IFormFile? Upload { get; set; }

    /// <summary>For which employer, where the visitor works for more than one.</summary>
    [BindProperty]
    public Guid? Employer { get; set; }

    /// <summary>Employers of the visitor.</summary>
    public IReadOnlyList<Choice> Employers { get; private set; } = [];

    /// <summary>Imports of the last day.</summary>
    public IReadOnlyList<ImportJob> Jobs { get; private set; } = [];

    /// <summary>The form.</summary>
    public Task OnGetAsync() => LoadAsync();

    /// <summary>Reads the file.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        var employer = Employers.Count == 1 ? Guid.Parse(Employers[0].Value) : Employer ?? Guid.Empty;
        if (await GrantAsync(SideAccess.Personnel(Visitor, employer, "import.preview", ActKind.Create)) is not { } grant)
        {
            return NotFound();
        }

        if (Upload is null)
        {
            Wrong(nameof(Upload), "Kies een bestand", "Choose a file");
            return Page();
        }

        using var memory = new MemoryStream();
        await Upload.CopyToAsync(memory, Cancel);
        var error = ImportReader.Read(memory.GetBuffer().AsSpan(0, (int)memory.Length), Today, out var read);
        if (error != ImportError.None)
        {
            var words = ImportWords.Of(error);
            Wrong(nameof(Upload), words.Nl, words.En);
            return Page();
        }

        var (job, _) = await imports.PreviewAsync(grant, read, Cancel);
        return Redirect($"/import/{job.Id}");
    }

    private async Task LoadAsync()
    {
        List<Guid> ids = [.. Visitor.Standings.Where(x => x.Role == Role.EmployerAdministrator).Select(x => x.Employer).Distinct()];
        Employers = [.. (await organisation.NamesAsync(ids, Cancel)).Select(x => new Choice(x.Key.ToString(), x.Value))];
        var jobs = new List<ImportJob>();
        foreach (var id in ids)
        {
            jobs.AddRange(await imports.ListAsync(id, Cancel));
        }

        Jobs = jobs;
    }
}
