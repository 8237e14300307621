using ArboDossier.Benchmarks;

// The benchmarks by name; what each prints stands in README.md.
Dictionary<string, Func<string[], Task>> all = new()
{
    ["refusals"] = Refusals.RunAsync,
};

if (args.Length == 0 || !all.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project tests/Benchmarks -- NAME [options]; names: {string.Join(", ", all.Keys)}");
    return 2;
}

// Only the figures are printed, and no arm pays for a console.
Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "None");
await run(args[1..]);
return 0;
