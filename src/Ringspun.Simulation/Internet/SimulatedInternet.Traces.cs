using Ringspun.Tcp.Traces;

namespace Ringspun.Simulation.Internet;

/// <content>Traces and captures.</content>
public sealed partial class SimulatedInternet
{
    private readonly List<(Link Link, LinkEnd End, RecentPackets Packets)> _recent = [];

    /// <summary>Has both directions of a link watched from now on.</summary>
    /// <param name="link">The link.</param>
    /// <param name="observer">Who watches.</param>
    public static void Observe(Link link, IPacketObserver observer)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(observer);
        link.ToB.Observers.Add(observer);
        link.ToA.Observers.Add(observer);
    }

    /// <summary>Has all links that there are watched from now on.</summary>
    /// <param name="observer">Who watches, such as a <see cref="PacketTracer"/>.</param>
    public void Observe(IPacketObserver observer)
    {
        foreach (Link link in _links)
        {
            Observe(link, observer);
        }
    }

    /// <summary>Writes the packets at one end of a link from now on, as a capture there would.</summary>
    /// <param name="link">The link.</param>
    /// <param name="end">Where the capture is made: it has what this node sends, lost later or not, and what reaches it.</param>
    /// <param name="writer">Where to; disposed of by the caller.</param>
    public static void Capture(Link link, LinkEnd end, PcapWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(link);
        Observe(link, new LinkCapture(link, end, writer.Write));
    }

    /// <summary>Writes what is kept of the last packets (<see cref="SimulatedInternetOptions.CaptureBytes"/>), a file for each end of each link.</summary>
    /// <param name="directory">Where to; it is created if need be.</param>
    /// <param name="prefix">What the files' names begin with.</param>
    /// <returns>The files.</returns>
    public IReadOnlyList<string> SaveCaptures(string directory, string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(prefix);
        Directory.CreateDirectory(directory);
        List<string> files = [];
        foreach ((Link link, LinkEnd end, RecentPackets packets) in _recent)
        {
            if (packets.Count == 0)
            {
                continue;
            }

            string file = Path.Combine(directory, FileName($"{prefix}-seed{Seed}-{link.Index}-{link.Name}-{end}.pcap"));
            using PcapWriter writer = new(File.Create(file), link.Layer);
            packets.WriteTo(writer);
            files.Add(file);
        }

        return files;
    }

    /// <summary>
    /// Runs a test. When it fails, the last packets of every link are written where wireshark can read them, and the failure says where, and by which
    /// seed it comes again.
    /// </summary>
    /// <param name="name">The test's name: the files' names begin with it.</param>
    /// <param name="body">The test.</param>
    /// <exception cref="InternetFailedException">The test failed; its own exception is inside.</exception>
    public void Guard(string name, Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
        try
        {
            body();
        }
        catch (Exception failure)
        {
            throw new InternetFailedException(
                $"{failure.Message}\nseed {Seed}, {Now} ns, {EventCount} events, trace {TraceHash:x16}; captures: {SaveForFailure(name)}", failure);
        }
    }

    /// <summary>What is told of the captures. A disk that is full does not hide the failure that they are about.</summary>
    private string SaveForFailure(string name)
    {
        if (_options.CaptureBytes == 0)
        {
            return $"none ({nameof(SimulatedInternetOptions.CaptureBytes)} is 0)";
        }

        string directory = _options.CaptureDirectory ?? Path.Combine(Path.GetTempPath(), "ringspun-captures");
        try
        {
            IReadOnlyList<string> files = SaveCaptures(directory, name);
            return files.Count > 0 ? string.Join(", ", files) : "none (no packet was sent)";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"not written to {directory} ({nameof(SimulatedInternetOptions.CaptureDirectory)}): {failure.Message}";
        }
    }

    private static string FileName(string text) => string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_'));

    private void KeepPackets(Link link)
    {
        if (_options.CaptureBytes == 0)
        {
            return;
        }

        foreach (LinkEnd end in new[] { LinkEnd.A, LinkEnd.B })
        {
            RecentPackets packets = new(_options.CaptureBytes);
            _recent.Add((link, end, packets));
            Observe(link, new LinkCapture(link, end, packets.Add));
        }
    }
}
