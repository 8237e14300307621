using ArboDossier.Sealing;

namespace ArboDossier.Medical.Features.Files;

/// <summary>A sealed medical file. Its id is that of the <see cref="Cases.KnownEmployment"/> it belongs to.</summary>
public sealed class MedicalFile
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Opened.</summary>
    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>The request that opened it, or null where the doctor's side did.</summary>
    public Guid? ByRequest { get; set; }
}

/// <summary>A live relation between a doctor and a file .</summary>
public sealed class TreatingRelation
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary>Doctor.</summary>
    public Guid Doctor { get; set; }

    /// <summary>Since.</summary>
    public DateTimeOffset From { get; set; }

    /// <summary>Ended.</summary>
    public DateTimeOffset? Until { get; set; }
}

/// <summary>How a consultation stands.</summary>
public enum ConsultationState
{
    /// <summary>Planned.</summary>
    Planned = 1,

    /// <summary>Held.</summary>
    Held = 2,

    /// <summary>Cancelled.</summary>
    Cancelled = 3,
}

/// <summary>A consultation, planned or held.</summary>
public sealed class Consultation
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary>The request it answers; null where nobody on the employer's side may know of it .</summary>
    public Guid? Request { get; set; }

    /// <summary>Doctor.</summary>
    public Guid Doctor { get; set; }

    /// <summary>Start.</summary>
    public DateTimeOffset StartsAt { get; set; }

    /// <summary>Where: an id from the closed list.</summary>
    public Contracts.Messages.AppointmentPlace Place { get; set; }

    /// <summary>State.</summary>
    public ConsultationState State { get; set; }

    /// <summary>Version of the notice that was sent about it.</summary>
    public int NoticeVersion { get; set; }
}

/// <summary>An entry of the file: never overwritten, a correction adds a version .</summary>
public sealed class FileEntry
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary>Consultation it belongs to.</summary>
    public Guid? Consultation { get; set; }

    /// <summary>Author.</summary>
    public Guid Author { get; set; }

    /// <summary>The written task under which it was recorded: then it waits for a doctor's review .</summary>
    public Guid? Task { get; set; }

    /// <summary>Version from 1.</summary>
    public int Version { get; set; }

    /// <summary>Recorded.</summary>
    public DateTimeOffset RecordedAt { get; set; }

    /// <summary>Content, under the content key.</summary>
    public SealedBlob Content { get; set; }
}

/// <summary>What somebody is typing: of that person, not yet file, fourteen days.</summary>
public sealed class Draft
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary>Author.</summary>
    public Guid Author { get; set; }

    /// <summary>Saved.</summary>
    public DateTimeOffset SavedAt { get; set; }

    /// <summary>Goes.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Content, under the content key.</summary>
    public SealedBlob Content { get; set; }
}

/// <summary>The words of a consultation. What is typed, and after signing off what is kept.</summary>
public sealed record ConsultationText(string Reason, string Findings, string CasCode, string Plan, bool ThirdParty, string ThirdPartyWords, string ThirdPartySource)
{
    private const string Masked = "[…]";

    /// <summary>As the employee reads it: words of or about another are masked until a doctor decides .</summary>
    public ConsultationText ForEmployee() => ThirdParty
        ? this with { Reason = Mask(Reason), Findings = Mask(Findings), Plan = Mask(Plan), ThirdParty = false, ThirdPartyWords = "", ThirdPartySource = "" }
        : this;

    /// <summary>A text that belongs to this one, without the words of or about another.</summary>
    public string Mask(string text) => ThirdParty
        ? ThirdPartyWords.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Aggregate(text, (all, words) => all.Replace(words, Masked, StringComparison.OrdinalIgnoreCase))
        : text;
}
