using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Web.Tests.Features;

[AllowAnonymous]
public sealed class FormModel : PageModel
{
    public static IReadOnlyList<Choice> Places { get; } = [new("d", "Deventer <1>"), new("v", "Video")];

    [BindProperty]
    public Answers Input { get; set; } = new();

    public IActionResult OnPost()
    {
        if (!ModelState.IsValid)
            return Page();
        return Content($"day={Input.Day:O};questions={string.Join('+', Input.Questions)};sure={Input.Sure};note={Input.Note.Length}");
    }

    public sealed class Answers
    {
        public List<string> Questions { get; set; } = [];

        public string? Why { get; set; }

        [Asked("Kies een dag", "Choose a day")]
        public DateOnly? Day { get; set; }

        [Longest(20)]
        public string? Text { get; set; }

        public int? Hours { get; set; }

        public string? Place { get; set; } = "v";

        public string? Secret { get; set; }

        public string Note { get; set; } = "";

        public bool Sure { get; set; }
    }
}
