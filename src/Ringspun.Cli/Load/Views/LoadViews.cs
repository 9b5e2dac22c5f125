using Spectre.Console;

namespace Ringspun.Cli.Load.Views;

/// <summary>Picks the view for where it is shown.</summary>
internal static class LoadViews
{
    /// <summary>A view on stderr: stdout belongs to the result.</summary>
    /// <param name="error">Where it writes.</param>
    /// <param name="isTerminal">Whether that is a terminal that can be redrawn.</param>
    /// <param name="quiet">Whether nothing shall be shown.</param>
    public static ILoadView Choose(TextWriter error, bool isTerminal, bool quiet)
    {
        if (quiet)
        {
            return new SilentView();
        }

        if (!isTerminal)
        {
            return new LineView(error);
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return console.Profile.Capabilities.Ansi ? new LiveView(console) : new LineView(error);
    }
}
