using System.Diagnostics;
using System.Globalization;

namespace Ringspun.Tests.Samples;

/// <summary>The samples do what they say.</summary>
public sealed class SampleTests
{
    [Fact]
    public void A_timer_is_awaited_and_is_a_source()
    {
        string[] lines = Run("TimerFd").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length >= 6);
        Assert.All(lines[..3], static line => Assert.True(Count(line, "awaited: ") >= 1));
        Assert.All(lines[3..6], static line => Assert.True(Count(line, $"called {line[7]}: ") >= 1));
    }

    [Fact]
    public void A_load_generator_owns_its_loop() => Assert.Equal("20 answers\n", Run("CustomLoop"));

    private static int Count(string line, string label)
    {
        Assert.StartsWith(label, line, StringComparison.Ordinal);
        return int.Parse(line.AsSpan(label.Length), CultureInfo.InvariantCulture);
    }

    /// <summary>A sample as it was built with the tests: …/tests/Ringspun.Tests/bin/CONFIGURATION/FRAMEWORK/ is where these are.</summary>
    internal static string PathOf(string name)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        string root = here.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "samples", name, "bin", here.Parent.Name, here.Name, $"{name}.dll");
    }

    private static string Run(string name)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [PathOf(name)]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));
        Assert.Equal(("", 0), (errors.Result, process.ExitCode));
        return output;
    }
}
