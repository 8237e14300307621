using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>
/// ASP.NET Core Identity's own store on the context of one act, without saving by itself: the act saves, together with its ledger
/// entry. <c>UserManager</c> is not used, because it hashes passwords and saves inside its methods.
/// </summary>
internal sealed class AccountStore : UserOnlyStore<
    Account, IdentityContext, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>, IdentityUserToken<Guid>, IdentityUserPasskey<Guid>>
{
    internal AccountStore(IdentityContext context)
        : base(context)
    {
        AutoSaveChanges = false;
    }
}
