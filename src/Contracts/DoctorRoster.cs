using System.Text.Json;
using System.Text.Json.Serialization;

namespace ArboDossier.Contracts;

/// <summary>A credential of the medical door with which a doctor signs.</summary>
/// <param name="Id">WebAuthn credential id.</param>
/// <param name="PublicKey">COSE key.</param>
/// <param name="BackupEligible">True where the authenticator may copy the credential to other devices.</param>
public sealed record RosterCredential(byte[] Id, byte[] PublicKey, bool BackupEligible);

/// <summary>A doctor of the list: signs rosters, and outcomes unless he works for another service.</summary>
/// <param name="Doctor">Medical's id of the doctor.</param>
/// <param name="Name">As it stands on outcomes.</param>
/// <param name="Big">Register number.</param>
/// <param name="SignsOutcomes">False for a doctor of another service, who only confirms and signs rosters.</param>
/// <param name="Credentials">With which he signs.</param>
public sealed record RosterDoctor(Guid Doctor, string Name, string Big, bool SignsOutcomes, IReadOnlyList<RosterCredential> Credentials);

/// <summary>Somebody outside of the medical work who helps to bring back doctors that lost their credentials, and does nothing else.</summary>
/// <param name="Id">Medical's id.</param>
/// <param name="Name">As it is shown to everyone.</param>
/// <param name="Credentials">With which is signed.</param>
public sealed record RosterCustodian(Guid Id, string Name, IReadOnlyList<RosterCredential> Credentials);

/// <summary>The custodians of a roster.</summary>
/// <param name="Needed">How many of them sign a recovery together: at least two.</param>
/// <param name="People">All of them.</param>
public sealed record RosterCustodians(int Needed, IReadOnlyList<RosterCustodian> People);

/// <summary>
/// Who may sign, by which credential, from when: numbered, and signed by two doctors over its canonical bytes (JSON, members in the order of
/// this record, no white space). The first number is pinned by its fingerprint; each later one is signed by two doctors of the one before, or, where
/// they cannot, by so many of its custodians as are needed: those give the same doctors other credentials and change nothing else.
/// </summary>
/// <param name="Service">The service's name.</param>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Previous">SHA-256 of the former roster's bytes; empty for number 1.</param>
/// <param name="MadeAt">From when it counts (UTC).</param>
/// <param name="RelyingParty">Host name for which the credentials were made.</param>
/// <param name="Origin">Origin on which is signed.</param>
/// <param name="Doctors">The doctors.</param>
/// <param name="Custodians">Who brings back doctors that lost their credentials; null where nobody was named.</param>
public sealed record DoctorRoster(
    string Service, int Number, byte[] Previous, DateTimeOffset MadeAt, string RelyingParty, string Origin, IReadOnlyList<RosterDoctor> Doctors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RosterCustodians? Custodians = null)
{
    private const int MostBytes = 1 << 20;

    /// <summary>The canonical bytes that two doctors sign.</summary>
    public byte[] ToCanonicalBytes() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Strict);

    /// <summary>Reads canonical bytes; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out DoctorRoster roster)
    {
        roster = null!;
        if (bytes.Length > MostBytes)
        {
            return false;
        }

        try
        {
            var read = JsonSerializer.Deserialize<DoctorRoster>(bytes, JsonSerializerOptions.Strict);
            if (read is null || !read.ToCanonicalBytes().AsSpan().SequenceEqual(bytes))
            {
                return false;
            }

            roster = read;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
