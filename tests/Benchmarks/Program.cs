using ArboDossier.Benchmarks;

// The benchmarks by name; what each prints stands in README.md.
Dictionary<string, Func<string[], Task>> all = new()
{
    ["append"] = Ledgers.AppendAsync,
    ["copies"] = Starts.CopiesAsync,
    ["files"] = Files.RunAsync,
    ["import"] = Imports.RunAsync,
    ["refusals"] = Refusals.RunAsync,
    ["revocations"] = SignIns.RevocationsAsync,
    ["sign-in"] = SignIns.RunAsync,
    ["starts"] = Starts.RunAsync,
    ["unguarded-host"] = Unguarded.RunAsync,
    ["verify"] = Ledgers.VerifyAsync,
    ["worklist"] = WorklistGrowth.RunAsync,
    ["writes"] = Writes.RunAsync,
};

if (args.Length == 0 || !all.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project tests/Benchmarks -- NAME [options]; names: {string.Join(", ", all.Keys.Where(x => x != "unguarded-host"))}");
    return 2;
}

// Only the figures are printed, and no arm pays for a console.
Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "None");
await run(args[1..]);
return 0;
