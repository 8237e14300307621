using System.Globalization;

namespace ArboDossier.AppHost;

/// <summary>Something stands in the way of starting: one clear line and exit code 1.</summary>
internal sealed class HostException(string message) : Exception(message);

/// <summary>What the command line says.</summary>
/// <param name="Data">Data directory.</param>
/// <param name="PortBase">Port of Identity; Reintegration, Medical and the demo authenticator follow.</param>
/// <param name="Empty">Without demo data.</param>
internal sealed record Options(string Data, int PortBase, bool Empty)
{
    public static Options Parse(string[] args)
    {
        var options = new Options(Path.Combine(Environment.CurrentDirectory, "data"), 5000, Empty: false);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--data" when i + 1 < args.Length:
                    options = options with { Data = Path.GetFullPath(args[++i]) };
                    break;
                case "--port-base" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65531:
                    options = options with { PortBase = port };
                    i++;
                    break;
                case "--empty":
                    options = options with { Empty = true };
                    break;
                default:
                    throw new HostException($"unknown argument {args[i]}; use --data DIR, --port-base N (1 to 65531), --empty");
            }
        }

        return options;
    }
}
