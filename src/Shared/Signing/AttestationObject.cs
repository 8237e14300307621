using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;

namespace ArboDossier.Signing;

/// <summary>
/// The outer CBOR of a registration: <c>{"fmt": text, "attStmt": map, "authData": bytes}</c>, canonical, nothing more
/// (WebAuthn Level 3 section 6.5.4). The statement is read over, not judged: which make of authenticator somebody has is not
/// asked, so what it would prove is not used.
/// </summary>
internal static class AttestationObject
{
    internal const int MaximumBytes = 16 * 1024;

    internal static bool TryReadAuthenticatorData(byte[] bytes, [NotNullWhen(true)] out byte[]? authenticatorData)
    {
        authenticatorData = null;
        if (bytes.Length is 0 or > MaximumBytes)
            return false;
        try
        {
            var reader = new CborReader(bytes, CborConformanceMode.Ctap2Canonical);
            if (reader.ReadStartMap() != 3 || reader.ReadTextString() != "fmt")
                return false;
            var format = reader.ReadTextString();
            if (reader.ReadTextString() != "attStmt")
                return false;
            var members = reader.ReadStartMap();
            if (format == "none" && members != 0)
                return false;
            for (var i = 0; i < members; i++)
            {
                reader.ReadTextString();
                reader.SkipValue();
            }

            reader.ReadEndMap();
            if (reader.ReadTextString() != "authData")
                return false;
            var data = reader.ReadByteString();
            reader.ReadEndMap();
            if (reader.BytesRemaining != 0)
                return false;
            authenticatorData = data;
            return true;
        }
        catch (Exception refused) when (refused is CborContentException or InvalidOperationException or OverflowException)
        {
            return false;
        }
    }
}
