using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Echo;

/// <summary>The result of <c>bench/run echo --hold</c>.</summary>
internal sealed record HeldReport : BenchReport
{
    public HeldReport(EchoSettings settings, int connections, IReadOnlyList<HeldFigures> servers)
        : base("echo")
    {
        Connections = connections;
        Bytes = settings.Bytes;
        Seconds = settings.Seconds;
        BytesPerConnection = servers[0].BytesPerConnection!.Value;
        Servers = servers;
    }

    public int Connections { get; }

    public int Bytes { get; }

    public int Seconds { get; }

    public double BytesPerConnection { get; }

    public IReadOnlyList<HeldFigures> Servers { get; }

    /// <param name="json">A file, "-" for stdout (the table then goes to stderr), or null for no JSON.</param>
    public void Write(string? json) => Write(this, ReportJson.Default.HeldReport, static (report, output) => report.WriteTable(output), json);

    private void WriteTable(TextWriter output)
    {
        output.WriteLine($"{Connections} connections that have had a message of {Bytes} bytes back and are silent since");
        output.WriteLine();
        output.WriteLine($"{"",-24}{"processes",10}{"resident bytes each",22}{$"CPU ms in {Seconds} s",18}");
        foreach (HeldFigures server in Servers)
        {
            output.WriteLine(server.Missing is null
                ? $"{server.Name,-24}{server.Processes,10}{server.BytesPerConnection,22:F0}{server.IdleCpuSeconds * 1000,18:F1}"
                : $"{server.Name,-24}{"missing",10}   apt-get install {server.Missing}");
        }
    }
}
