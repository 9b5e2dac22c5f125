using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Ringspun.Cli.Tests.Load;

/// <summary>A <c>ringspun load</c> of its own process. Killed, if it still runs, when it is disposed.</summary>
internal sealed partial class LoadProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private LoadProcess(string shell, IEnumerable<string> arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Ringspun.Cli.dll");
        ProcessStartInfo start = new("/bin/sh", ["-c", shell, "sh", program, "load", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_HOST"] = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";
        _process = Process.Start(start)!;
    }

    public static LoadProcess Start(params string[] arguments) => new("exec \"$DOTNET_HOST\" \"$@\"", arguments);

    public static LoadProcess StartInShell(string shell, params string[] arguments) => new(shell, arguments);

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using LoadProcess load = Start(arguments);
        return await load.EndAsync();
    }

    /// <summary>Waits for a line on stderr with this text.</summary>
    /// <returns>The line.</returns>
    public async Task<string> WaitForErrorLineAsync(string text)
    {
        while (await _process.StandardError.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            _errors.AppendLine(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        SkipWithoutRing();
        Assert.Fail($"no '{text}' in: {_errors}");
        return "";
    }

    /// <summary>Waits until requests are answered; on a busy machine that may be seconds after they are counted.</summary>
    public async Task WaitForAnswersAsync()
    {
        while (!Answers().IsMatch(await WaitForErrorLineAsync("  steady ")))
        {
        }
    }

    public void Signal(string name)
    {
        using Process kill = Process.Start("/bin/kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public async Task<(int Code, string Output, string Errors)> EndAsync()
    {
        Task<string> errors = _process.StandardError.ReadToEndAsync();
        Task<string> output = _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _errors.Append(await errors.WaitAsync(Patience));
        SkipWithoutRing();
        return (_process.ExitCode, await output.WaitAsync(Patience), _errors.ToString());
    }

    /// <summary>A user's rings, those of all tests that run at this moment, share one limit.</summary>
    private void SkipWithoutRing() =>
        Assert.SkipWhen(_errors.ToString().Contains("RLIMIT_MEMLOCK is", StringComparison.Ordinal), $"io_uring cannot be used here: {_errors}");

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    [GeneratedRegex("  steady +[1-9]")]
    private static partial Regex Answers();
}
