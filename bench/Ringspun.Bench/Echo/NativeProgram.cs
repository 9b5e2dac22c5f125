using System.Diagnostics;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Echo;

/// <summary>Peers that are written in C: compiled here, from the sources beside this file.</summary>
internal static class NativeProgram
{
    /// <summary>Compiles a program, optimised.</summary>
    /// <param name="source">The source's name without its ending.</param>
    /// <param name="header">A header that it needs beside the C library's.</param>
    /// <param name="headerPackage">The package that has the header.</param>
    /// <param name="libraries">What the linker is told.</param>
    /// <param name="missing">The package that is missing, if one is.</param>
    /// <returns>The program's path; null if something is missing.</returns>
    /// <exception cref="BenchFailure">It does not compile.</exception>
    public static string? Build(string source, string? header, string? headerPackage, IEnumerable<string> libraries, out string? missing)
    {
        missing = null;
        if (Programs.Find("gcc") is not { } gcc)
        {
            missing = "gcc";
            return null;
        }

        if (header is not null && !HasHeader(gcc, header))
        {
            missing = headerPackage;
            return null;
        }

        string file = Path.Combine(BenchRoot.Path, "bench", "Ringspun.Bench", "Echo", "Peers", $"{source}.c");
        string directory = Directory.CreateDirectory(Path.Combine(BenchRoot.Path, "artifacts", "bench")).FullName;
        string program = Path.Combine(directory, source);
        (int code, string output) = Run(gcc, "", ["-O2", "-Wall", "-o", program, file, .. libraries]);
        return code == 0 ? program : throw new BenchFailure($"{file} does not compile: {output}");
    }

    private static bool HasHeader(string gcc, string header) => Run(gcc, $"#include <{header}>\n", ["-E", "-x", "c", "-"]).Code == 0;

    private static (int Code, string Output) Run(string program, string input, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
