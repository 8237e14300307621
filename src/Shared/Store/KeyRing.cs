using System.Xml.Linq;
using ArboDossier.Sealing;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArboDossier.Store;

/// <summary>The process's Data Protection key ring (cookies, tokens, antiforgery) in the zone's keys database.</summary>
internal sealed class KeyRing(Func<KeysContext> open) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = open();
        return db.Ring.AsNoTracking().Select(x => x.Xml).ToList().ConvertAll(XElement.Parse);
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = open();
        db.Ring.Add(new RingRow { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}

/// <summary>Wraps key-ring elements with the zone's custody, so that a stolen keys database gives no cookie.</summary>
internal sealed class CustodyXmlEncryptor(IKeyCustody custody) : IXmlEncryptor
{
    internal static readonly byte[] Purpose = "data-protection-key-ring"u8.ToArray();

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = System.Text.Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        // The framework's interface is synchronous; a ring element is made once in ninety days.
        var wrapped = custody.WrapAsync(plain, Purpose, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return new(new XElement("custody", Convert.ToBase64String(wrapped)), typeof(CustodyXmlDecryptor));
    }
}

/// <summary>Made by the framework by name.</summary>
internal sealed class CustodyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var custody = services.GetRequiredService<IKeyCustody>();
        var plain = custody.UnwrapAsync(Convert.FromBase64String(encryptedElement.Value), CustodyXmlEncryptor.Purpose, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return XElement.Parse(System.Text.Encoding.UTF8.GetString(plain));
    }
}
