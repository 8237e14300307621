using ArboDossier.Identity.Access;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Identity.Features.Matrix;

/// <summary>Who may do what in this program, as it is tested: to read, not to change. It names nobody.</summary>
[Authorize(Policy = Policies.ServiceAdministrator)]
public sealed class MatrixModel : PageModel
{
    /// <summary>The matrix of this build.</summary>
    public static AccessMatrix Matrix { get; } = AccessMatrix.Of(typeof(MatrixModel).Assembly);
}
