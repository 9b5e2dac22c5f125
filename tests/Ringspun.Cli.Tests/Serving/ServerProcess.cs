using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Ringspun.Cli.Tests.Serving;

/// <summary>A server of its own process, with its output at hand. Killed, if it still runs, when it is disposed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Listening = "listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private bool _isOutputClosed;

    /// <summary>Starts the program as the shell would, with what the shell is to do around it.</summary>
    private ServerProcess(string shell, IEnumerable<string> arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Ringspun.Cli.dll");
        ProcessStartInfo start = new("/bin/sh", ["-c", shell, "sh", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_HOST"] = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";
        _process = Process.Start(start)!;
    }

    public string Errors => _errors.ToString();

    /// <summary>Starts the program.</summary>
    /// <param name="arguments">The command and its arguments.</param>
    public static ServerProcess Start(params string[] arguments) => new("exec \"$DOTNET_HOST\" \"$@\"", arguments);

    /// <summary>Starts the program as <paramref name="shell"/> does.</summary>
    /// <param name="shell">What the shell runs; the program and its arguments are its parameters.</param>
    /// <param name="arguments">The command and its arguments.</param>
    public static ServerProcess StartInShell(string shell, params string[] arguments) => new(shell, arguments);

    /// <summary>The address of the next line on stdout.</summary>
    public async Task<string> ReadAddressAsync()
    {
        string? line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        if (line is null)
        {
            _errors.Append(await _process.StandardError.ReadToEndAsync().WaitAsync(Patience));
            SkipWithoutLockedMemory();
        }

        Assert.True(line?.StartsWith(Listening, StringComparison.Ordinal), $"stdout: {line}\nstderr: {Errors}");
        return line![Listening.Length..];
    }

    /// <summary>The next line on stderr with this text; null when stderr ends without one.</summary>
    public async Task<string?> ReadErrorLineAsync(string text)
    {
        while (await _process.StandardError.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            _errors.AppendLine(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        return null;
    }

    /// <summary>Waits until it serves.</summary>
    public async Task ReadServingLineAsync()
    {
        if (await ReadErrorLineAsync(" loops") is null)
        {
            SkipWithoutLockedMemory();
            Assert.Fail($"It does not serve: {Errors}");
        }
    }

    public void CloseOutput()
    {
        _process.StandardOutput.Close();
        _isOutputClosed = true;
    }

    public void Signal(string name, int times = 1)
    {
        using Process kill = Process.Start("/bin/kill", [$"-{name}", .. Enumerable.Repeat(_process.Id.ToString(CultureInfo.InvariantCulture), times)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for the end; afterwards <see cref="Errors"/> is complete.</summary>
    public async Task<(int Code, string Output)> EndAsync()
    {
        Task<string> errors = _process.StandardError.ReadToEndAsync();
        Task<string> output = _isOutputClosed ? Task.FromResult("") : _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _errors.Append(await errors.WaitAsync(Patience));
        return (_process.ExitCode, await output.WaitAsync(Patience));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    // A user's rings, those of all tests that run at this moment, share one limit.
    private void SkipWithoutLockedMemory() =>
        Assert.SkipWhen(Errors.Contains("RLIMIT_MEMLOCK is", StringComparison.Ordinal), $"io_uring cannot be used here: {Errors}");
}
