using System.CommandLine;
using System.CommandLine.Parsing;
using Ringspun.Cli.Commands;
using Ringspun.Linux;
using Ringspun.Linux.Devices;

namespace Ringspun.Cli;

/// <summary>The program's command line: results on stdout, messages on stderr, and an exit code that tells wrong usage from failed work.</summary>
internal static class CommandLine
{
    // A directory may be called "@home": no response files. Signals are the commands' own business, and so are exceptions.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        ParseResult parsed = Root().Parse(arguments, Parsing);
        InvocationConfiguration invocation = new()
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        IReadOnlyList<string> mistakes = UsageMistake.Of(parsed);
        if (mistakes.Count > 0)
        {
            foreach (string mistake in mistakes)
            {
                error.WriteLine($"ringspun: {mistake}");
            }

            error.WriteLine($"See: ringspun {PathOf(parsed)}--help");
            return ExitCodes.WrongUsage;
        }

        try
        {
            return parsed.Invoke(invocation);
        }
        catch (Exception failure) when (failure is CommandFailure or LinuxException or PacketDeviceException)
        {
            error.WriteLine($"ringspun: {failure.Message}");
            return ExitCodes.Failed;
        }
        catch (Exception bug)
        {
            error.WriteLine($"ringspun: unexpected failure: {bug}");
            return ExitCodes.Failed;
        }
    }

    private static RootCommand Root()
    {
        RootCommand root = new("Lightweight threads on the kernel's I/O rings, and what they serve.")
        {
            ServeCommand.Create(),
            LoadCommand.Create(),
            EchoCommand.Create(),
            DoctorCommand.Create(),
        };
        root.HelpName = "ringspun";
        return root;
    }

    // The whole way to the command: 'load merge ', not 'merge '.
    private static string PathOf(ParseResult parsed)
    {
        string path = "";
        for (CommandResult? result = parsed.CommandResult; result is { Command: not RootCommand }; result = result.Parent as CommandResult)
        {
            path = $"{result.Command.Name} {path}";
        }

        return path;
    }
}
