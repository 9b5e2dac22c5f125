using System.CommandLine;
using System.Text.Json;
using Ringspun.Cli.Doctor;

namespace Ringspun.Cli.Commands;

/// <summary><c>ringspun doctor</c>: what this machine can do for Ringspun, and what mends the rest.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Writes JSON instead of a table." };
        Command command = new("doctor", "Examines what this machine can do for Ringspun, and says what mends the rest.") { json };
        command.SetAction(parsed => Run(parsed.GetValue(json), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(bool json, TextWriter output)
    {
        DoctorReport report = Examination.Run();
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(report, DoctorJson.Default.DoctorReport));
        }
        else
        {
            DoctorTable.Write(report, output);
        }

        return ExitCodes.Success;
    }
}
