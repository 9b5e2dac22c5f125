using System.CommandLine;

namespace Ringspun.Cli.Commands;

/// <summary><c>ringspun doctor</c>: what this machine can do for Ringspun, and what mends the rest.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Writes JSON instead of a table." };
        Command command = new("doctor", "Examines what this machine can do for Ringspun, and says what mends the rest.") { json };
        command.SetAction(parsed => ExitCodes.Success);
        return command;
    }
}
