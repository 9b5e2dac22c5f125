using System.Diagnostics;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>A process that is told by lines what to do, answers each by a line, and ends when its input does.</summary>
internal sealed class ControlledProcess : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly string _name;
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="start">How it is started.</param>
    public ControlledProcess(string name, ProcessStartInfo start)
    {
        _name = name;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;

        // As the product is run: all code is compiled once, and no compiler shares the core later.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        _process = Process.Start(start)!;
    }

    public int Id => _process.Id;

    /// <summary>The time that its threads have run so far.</summary>
    public double CpuSeconds => CpuTime.OfThreads(_process.Id);

    /// <summary>Tells it something, and waits for the answer.</summary>
    /// <exception cref="BenchFailure">It has ended, or answers nothing.</exception>
    public string Ask(string line, TimeSpan patience)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended: that is said below.
        }

        return Read(line, patience);
    }

    /// <summary>Waits for a line that it says by itself.</summary>
    /// <inheritdoc cref="Ask"/>
    public string Read(string what, TimeSpan patience)
    {
        Task<string?> reading = _process.StandardOutput.ReadLineAsync();
        if (!reading.Wait(patience))
        {
            throw new BenchFailure($"{_name} has not answered '{what}' within {patience.TotalSeconds:F0} s");
        }

        return reading.Result ?? throw new BenchFailure($"{_name} has ended at '{what}': the reason is above");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Farewell))
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
