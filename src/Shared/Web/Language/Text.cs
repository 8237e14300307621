namespace ArboDossier.Web;

/// <summary>A sentence in both languages, for static data such as lists of choices. Shown through <see cref="Words"/>.</summary>
/// <param name="Nl">Dutch, the language of the law and the default.</param>
/// <param name="En">English, complete: there is no text in one language only.</param>
public readonly record struct Text(string Nl, string En)
{
    /// <summary>The sentence in <paramref name="language"/>; anything but "en" is Dutch.</summary>
    public string In(string language) => language == "en" ? En : Nl;
}
