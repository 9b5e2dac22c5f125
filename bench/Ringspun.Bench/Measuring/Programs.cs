using System.Diagnostics;

namespace Ringspun.Bench.Measuring;

/// <summary>Other programs: where they are and what they say of themselves.</summary>
internal static class Programs
{
    /// <summary>The program's path; null when it is not installed.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);

    /// <summary>The program's path.</summary>
    /// <exception cref="BenchFailure">It is not installed.</exception>
    public static string Need(string name, string package) =>
        Find(name) ?? throw new BenchFailure($"'{name}' is not installed: apt-get install {package}");

    /// <summary>Runs a program to its end; its output and errors together.</summary>
    public static string Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + errors.Result;
    }

    /// <summary>A way to start a program on one core; as it is when there is no core to spare.</summary>
    public static ProcessStartInfo OnCore(int? core, string program, params IEnumerable<string> arguments) =>
        core is null
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo(Need("taskset", "util-linux"), ["-c", $"{core}", program, .. arguments]);
}
