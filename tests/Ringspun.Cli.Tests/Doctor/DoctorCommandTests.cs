using System.Text.Json;

namespace Ringspun.Cli.Tests.Doctor;

public class DoctorCommandTests
{
    private static readonly string[] States = ["ok", "limited", "missing"];
    private static readonly string[] Names =
        ["kernel", "io_uring", "linux_aio", "descriptors", "memlock", "tun", "raw_sockets", "nfqueue", "somaxconn", "port_range"];

    [Fact]
    public void The_json_has_every_check_with_stable_names()
    {
        using JsonDocument report = JsonDocument.Parse(Run("doctor", "--json"));
        Assert.NotEmpty(report.RootElement.GetProperty("kernel").GetString()!);
        Assert.NotEmpty(report.RootElement.GetProperty("architecture").GetString()!);
        JsonElement[] checks = [.. report.RootElement.GetProperty("checks").EnumerateArray()];
        Assert.Equal(Names, checks.Select(check => check.GetProperty("name").GetString()!));
        foreach (JsonElement check in checks)
        {
            string state = check.GetProperty("state").GetString()!;
            Assert.Contains(state, States);
            Assert.NotEmpty(check.GetProperty("found").GetString()!);
            Assert.NotEmpty(check.GetProperty("meaning").GetString()!);
            Assert.Equal(state == "ok", check.GetProperty("remedy").ValueKind == JsonValueKind.Null);
        }
    }

    [Fact]
    public void The_table_names_every_check()
    {
        string table = Run("doctor");
        Assert.All(Names, name => Assert.Contains($"\n{name}", table, StringComparison.Ordinal));
    }

    private static string Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        Assert.Equal(0, CommandLine.Run(arguments, output, error));
        Assert.Empty(error.ToString());
        return output.ToString();
    }
}
