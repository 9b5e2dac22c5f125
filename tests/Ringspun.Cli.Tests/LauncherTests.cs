using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Ringspun.Cli.Tests;

/// <summary>The script <c>ringspun</c> at the project's root: when it builds, and what becomes of it. A stand-in plays the SDK.</summary>
public sealed class LauncherTests : IDisposable
{
    // "build" leaves what the real one leaves, and notes that it ran; anything else is the program.
    private const string Sdk = """
        #!/bin/sh
        root=$(dirname "$0")/..
        if [ "$1" = build ]; then
            echo build >>"$root/builds.log"
            if [ -e "$root/broken" ]; then echo "error CS0000: broken"; exit 1; fi
            mkdir -p src/Ringspun.Cli/bin/Release/net10.0
            cp src/Ringspun.Cli/Program.cs src/Ringspun.Cli/bin/Release/net10.0/Ringspun.Cli.dll
            exit
        fi
        program=$1
        shift
        if [ "$1" = wait ]; then
            trap 'echo stopped; exit 7' TERM
            echo ready
            while :; do sleep 0.05; done
        fi
        echo "$$ $(cat "$program") [$*]"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _root = Path.Combine(Directory.CreateTempSubdirectory("ringspun launcher ").FullName, "with spaces");

    public LauncherTests()
    {
        Directory.CreateDirectory(Path.Combine(_root, "sdk"));
        Directory.CreateDirectory(Path.Combine(_root, "src", "Ringspun.Cli"));
        string launcher = Path.Combine(_root, "ringspun");
        File.Copy(FindLauncher(), launcher);
        string sdk = Path.Combine(_root, "sdk", "dotnet");
        File.WriteAllText(sdk, Sdk.ReplaceLineEndings("\n") + "\n");
        foreach (string script in (string[])[launcher, sdk])
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Source("first");
        foreach (string name in (string[])["global.json", "Directory.Build.props", "Directory.Packages.props"])
        {
            File.WriteAllText(Path.Combine(_root, name), "");
        }

        // What a checkout has: sources that are older than any build.
        foreach (string entry in Directory.EnumerateFileSystemEntries(_root, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(entry, DateTime.UtcNow.AddMinutes(-5));
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private int Builds => File.Exists(Path.Combine(_root, "builds.log")) ? File.ReadAllLines(Path.Combine(_root, "builds.log")).Length : 0;

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_root)!, recursive: true);

    [Fact]
    public async Task It_builds_once_and_quietly_and_becomes_the_program()
    {
        for (int i = 0; i < 2; i++)
        {
            (int code, string output, string errors, int id) = await RunAsync("ringspun", "--opt", "two words");
            Assert.Equal((0, $"{id} first [--opt two words]\n", ""), (code, output, errors));
            Assert.Equal(1, Builds);
        }
    }

    [Fact]
    public async Task A_newer_source_a_removed_one_and_a_changed_setting_are_built()
    {
        string removed = Path.Combine(_root, "src", "Ringspun.Cli", "Other.cs");
        File.WriteAllText(removed, "");
        _ = await RunAsync("ringspun");
        Source("second");
        Assert.EndsWith(" second []\n", (await RunAsync("ringspun")).Output, StringComparison.Ordinal);
        Assert.Equal(2, Builds);

        File.Delete(removed);
        _ = await RunAsync("ringspun");
        Assert.Equal(3, Builds);

        File.AppendAllText(Path.Combine(_root, "Directory.Build.props"), " ");
        _ = await RunAsync("ringspun");
        Assert.Equal(4, Builds);

        File.WriteAllText(Path.Combine(_root, "src", "notes.md"), "");
        File.SetLastWriteTimeUtc(Path.Combine(_root, "src"), DateTime.UtcNow.AddMinutes(-5));
        _ = await RunAsync("ringspun");
        Assert.Equal(4, Builds);
    }

    [Fact]
    public async Task A_link_from_another_directory_leads_to_it()
    {
        string elsewhere = Directory.CreateDirectory(Path.Combine(_root, "else where")).FullName;
        string link = Path.Combine(elsewhere, "my ringspun");
        File.CreateSymbolicLink(link, "../ringspun");
        (int code, string output, string errors, _) = await RunAsync(link, "a b");
        Assert.Equal((0, ""), (code, errors));
        Assert.EndsWith(" first [a b]\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signals_reach_the_program_and_its_exit_code_comes_back()
    {
        using Process process = Start("ringspun", "wait");
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(Stop).AsTask().WaitAsync(Patience, Stop));
        using Process kill = Process.Start("/bin/kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        Assert.Equal("stopped", await process.StandardOutput.ReadLineAsync(Stop).AsTask().WaitAsync(Patience, Stop));
        await process.WaitForExitAsync(Stop).WaitAsync(Patience, Stop);
        Assert.Equal(7, process.ExitCode);
    }

    [Fact]
    public async Task Several_first_runs_at_once_build_once()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RunAsync("ringspun")));
        Assert.All(runs, static run => Assert.Equal((0, ""), (run.Code, run.Errors)));
        Assert.All(runs, static run => Assert.EndsWith(" first []\n", run.Output, StringComparison.Ordinal));
        Assert.Equal(1, Builds);
    }

    [Fact]
    public async Task A_failed_build_says_why_and_is_tried_again()
    {
        string broken = Path.Combine(_root, "broken");
        File.WriteAllText(broken, "");
        (int code, string output, string errors, _) = await RunAsync("ringspun");
        Assert.Equal((1, ""), (code, output));
        Assert.Equal("error CS0000: broken\nringspun: the build failed\n", errors);

        File.Delete(broken);
        Assert.EndsWith(" first []\n", (await RunAsync("ringspun")).Output, StringComparison.Ordinal);
        Assert.Equal(2, Builds);
        Assert.Equal(["1", "current", "lock"], Directory.EnumerateFileSystemEntries(Path.Combine(_root, "artifacts", "ringspun")).Select(Path.GetFileName).Order());
    }

    private static string FindLauncher([CallerFilePath] string here = "")
    {
        foreach (string start in (string[])[Path.GetDirectoryName(here)!, AppContext.BaseDirectory])
        {
            for (DirectoryInfo? at = new(start); at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, "ringspun.slnx")))
                {
                    return Path.Combine(at.FullName, "ringspun");
                }
            }
        }

        throw new InvalidOperationException("ringspun.slnx was found neither above the source nor above the test program");
    }

    private void Source(string text) => File.WriteAllText(Path.Combine(_root, "src", "Ringspun.Cli", "Program.cs"), text);

    private Process Start(string launcher, params string[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(_root, launcher), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["DOTNET_ROOT"] = Path.Combine(_root, "sdk");
        return Process.Start(start)!;
    }

    private async Task<(int Code, string Output, string Errors, int Id)> RunAsync(string launcher, params string[] arguments)
    {
        using Process process = Start(launcher, arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync(Stop);
        string output = await process.StandardOutput.ReadToEndAsync(Stop).WaitAsync(Patience, Stop);
        await process.WaitForExitAsync(Stop).WaitAsync(Patience, Stop);
        return (process.ExitCode, output, await errors.WaitAsync(Patience, Stop), process.Id);
    }
}
