namespace Ringspun.Cli;

/// <summary>What the program's end says to whoever started it.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The command was understood, but its work failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line was wrong; nothing was done.</summary>
    public const int WrongUsage = 2;
}
