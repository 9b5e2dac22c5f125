using System.Diagnostics;

namespace Ringspun.Bench.Measuring;

/// <summary>A peer whose source, in C, lies beside its measurement: built when it is first wanted and when it has changed.</summary>
internal static class CProgram
{
    public const string Package = "gcc libc6-dev";

    /// <summary>Builds the program.</summary>
    /// <param name="source">Its path below the benchmark program's sources.</param>
    /// <returns>The program; null where there is no compiler.</returns>
    /// <exception cref="BenchFailure">It does not compile.</exception>
    public static string? Build(string source)
    {
        string directory = Path.Combine(BenchRoot.Path, "artifacts", "bench");
        string input = Path.Combine(BenchRoot.Path, "bench", "Ringspun.Bench", source);
        string output = Path.Combine(directory, Path.GetFileNameWithoutExtension(source));
        if (File.Exists(output) && File.GetLastWriteTimeUtc(output) >= File.GetLastWriteTimeUtc(input))
        {
            return output;
        }

        if (Programs.Find("gcc") is not { } compiler)
        {
            return null;
        }

        Directory.CreateDirectory(directory);

        // Built beside its place, so that whoever runs at the same time never finds half of it.
        string built = $"{output}.{Environment.ProcessId}";
        string messages = Programs.Run(compiler, "-std=gnu11", "-O2", "-Wall", "-Wextra", "-pthread", "-o", built, input);
        if (!File.Exists(built))
        {
            throw new BenchFailure($"{source} does not compile: {messages.Trim()}");
        }

        File.Move(built, output, overwrite: true);
        return output;
    }

    /// <summary>Runs a program whose one line of output is numbers.</summary>
    /// <exception cref="BenchFailure">It failed.</exception>
    public static double[] Run(string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? [.. output.Split(' ', StringSplitOptions.TrimEntries).Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))]
            : throw new BenchFailure($"{Path.GetFileName(program)}: {errors.Result.Trim()}");
    }
}
