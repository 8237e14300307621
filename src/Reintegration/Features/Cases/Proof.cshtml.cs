using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Cases;

/// <summary>A release with what is needed to check it without this program: the file for <c>arbodossier verify-signature</c>.</summary>
public sealed record ProofFile(string Format, ProofRelease Release, IReadOnlyList<ProofRoster> Rosters)
{
    /// <summary>Name and version of the format.</summary>
    public const string Name = "ArboDossier proof 1";

    private static readonly JsonSerializerOptions Json = new(TickCodec.Json) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}

/// <summary>The signed bytes and the doctor's signature.</summary>
public sealed record ProofRelease(byte[] Document, SignatureProof Proof);

/// <summary>A roster and the two signatures under it.</summary>
public sealed record ProofRoster(byte[] Document, IReadOnlyList<SignatureProof> Proofs);

/// <summary>Gives the proof of the newest outcome. The file's name says nothing about a person .</summary>
[Authorize(Policies.Readers)]
public sealed class ProofModel(CaseStore cases, Rosters rosters) : ReintegrationPage
{
    /// <summary>The file.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, int version)
    {
        var relation = await cases.RelationAsync(Visitor, id, Cancel);
        if (await GrantAsync(CaseAccess.Proof(Visitor, relation), relation) is not { } grant || await cases.OutcomeAsync(grant, id, version, Cancel) is not { } outcome)
        {
            return Refused;
        }

        var chain = await rosters.UpToAsync(outcome.Row.Roster, Cancel);
        var file = new ProofFile(ProofFile.Name, new(outcome.Release.Document, outcome.Release.Proof), [.. chain.Select(x => new ProofRoster(x.Document, x.Proofs))]);
        return File(file.ToBytes(), "application/json", $"arbodossier-proof-{version}.json");
    }
}
