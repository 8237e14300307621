using ArboDossier.Reintegration;
using ArboDossier.Store;

return await ZoneProgram.RunAsync(args, "reintegration", Composition.Compose, Composition.Configure, Composition.Initialise);

/// <summary>For in-process hosts.</summary>
public partial class Program;
