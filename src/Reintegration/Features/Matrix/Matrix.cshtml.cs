using ArboDossier.Reintegration.Access;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;

namespace ArboDossier.Reintegration.Features.Matrix;

/// <summary>Who may do what in this program, as it is tested: to read, not to change. It names nobody.</summary>
[Authorize(Policies.Overseeing)]
public sealed class MatrixModel : ReintegrationPage
{
    /// <summary>The matrix of this build.</summary>
    public static AccessMatrix Matrix { get; } = AccessMatrix.Of(typeof(MatrixModel).Assembly);
}
