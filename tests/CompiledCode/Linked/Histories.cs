using System.Security.Cryptography;

namespace ArboDossier.Shape;

/// <summary>A random history of who may do what: told to the program and to a model of the rules, which have to agree.</summary>
public interface IHistory
{
    /// <summary>Acts that were permitted so far.</summary>
    int Permitted { get; }

    /// <summary>Acts that were refused so far.</summary>
    int Refused { get; }

    /// <summary>What is there before anything happens.</summary>
    Task BeginAsync();

    /// <summary>Something happens.</summary>
    Task StepAsync();

    /// <summary>Tries what somebody, or everybody, may do now.</summary>
    Task CheckAsync(bool everyone);
}

/// <summary>Many histories, each from a seed of its own. They begin elsewhere at each run; ARBO_SEED brings a run back.</summary>
public static class Histories
{
    private const int Steps = 10;
    private const int LongTimes = 10;

    /// <summary>Tells so many histories, ten times as many in the long run, and prints seeds and counts.</summary>
    public static async Task TellAsync(int count, Func<int, IHistory> begin, Action<string> print)
    {
        ArgumentNullException.ThrowIfNull(begin);
        ArgumentNullException.ThrowIfNull(print);
        count *= Environment.GetEnvironmentVariable("ARBO_LONG") == "1" ? LongTimes : 1;
        var first = int.TryParse(Environment.GetEnvironmentVariable("ARBO_SEED"), out var asked) ? asked : RandomNumberGenerator.GetInt32(1_000_000);
        print($"seeds {first} to {first + count - 1}");
        var (permitted, refused) = (0, 0);
        for (var seed = first; seed < first + count; seed++)
        {
            var history = begin(seed);
            await history.BeginAsync();
            for (var step = 0; step < Steps; step++)
            {
                await history.StepAsync();
                await history.CheckAsync(everyone: step == Steps - 1);
            }

            (permitted, refused) = (permitted + history.Permitted, refused + history.Refused);
        }

        print($"{count} histories of {Steps} steps: {permitted} acts permitted, {refused} refused, no difference");
        permitted.Should().BeGreaterThan(count);
        refused.Should().BeGreaterThan(count);
    }
}
