using ArboDossier.Identity;
using ArboDossier.Store;

return await ZoneProgram.RunAsync(args, "identity", IdentityProgram.Compose, IdentityProgram.Configure, IdentityProgram.Initialise);
