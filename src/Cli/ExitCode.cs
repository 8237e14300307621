namespace ArboDossier.Cli;

/// <summary>What the tool ends with: a script can tell "wrong" from "could not look".</summary>
internal static class ExitCode
{
    public const int Right = 0;
    public const int Wrong = 1;
    public const int CannotTell = 2;
}

/// <summary>What was asked cannot be done; the message is the one line that the operator sees.</summary>
internal sealed class CannotTellException(string message) : Exception(message);
