using ArboDossier.Medical;
using ArboDossier.Store;

return await ZoneProgram.RunAsync(args, "medical", Composition.Compose, Composition.Configure, Composition.Initialise);
