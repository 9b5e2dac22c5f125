using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;

namespace Ringspun.StackAgent;

/// <summary>The agent's command line.</summary>
internal sealed class AgentCommand
{
    private const long Millisecond = 1_000_000;
    private const string TunPrefix = "tun:";

    /// <summary>RFC 7323 section 2.3.</summary>
    private const long LargestShift = 14;

    /// <summary>In milliseconds: less than half a second (RFC 9293 section 3.8.6.3).</summary>
    private const long LongestDelay = 499;

    private readonly Option<string> _device = new("--device") { Description = "tun:NAME; made unless it is there.", Required = true };
    private readonly Option<string[]> _addresses = new("--address") { Description = "An address of the stack's own, ADDR/LEN. May be repeated.", Required = true };
    private readonly Option<string?> _gateway = new("--gateway") { Description = "Where packets for other networks go." };
    private readonly Option<string> _control = new("--control") { Description = "The path of the control socket.", Required = true };
    private readonly Option<bool> _noOffload = new("--no-offload") { Description = "Every packet is complete and no longer than the MTU." };
    private readonly Option<int?> _mtu = new("--mtu") { Description = "The interface's MTU in bytes." };
    private readonly Option<int> _mss = new("--mss") { Description = "The largest segment in bytes; 0 for what the MTU allows." };
    private readonly Option<string> _windowScale = Switch("--window-scale", "The shift of the windows that are announced, 0 to 14, or off.", "on");
    private readonly Option<string> _timestamps = Switch("--timestamps", "on or off.", "on");
    private readonly Option<string> _sack = Switch("--sack", "on or off.", "on");
    private readonly Option<string> _ecn = Switch("--ecn", "on or off.", "off");
    private readonly Option<int?> _initialWindow = new("--initial-window") { Description = "In segments." };
    private readonly Option<long?> _minimumRto = new("--rto-min") { Description = "The shortest retransmission timeout in milliseconds." };
    private readonly Option<string?> _delayedAck = new("--delayed-ack") { Description = "How long an acknowledgment waits, in milliseconds, or off." };
    private readonly Option<long?> _segmentLifetime = new("--msl") { Description = "The maximum segment lifetime in milliseconds." };
    private readonly Option<string> _congestion = Switch("--congestion", "cubic or reno.", "cubic");
    private readonly Option<int?> _receiveBuffer = new("--receive-buffer") { Description = "In bytes." };
    private readonly Option<int?> _sendBuffer = new("--send-buffer") { Description = "In bytes." };
    private readonly Option<string?> _secret = new("--secret") { Description = "16 bytes in hexadecimal digits." };
    private readonly Option<string?> _capture = new("--pcap") { Description = "The file that packets are written to." };

    public static RootCommand Create()
    {
        AgentCommand agent = new();
        RootCommand command = new("Gives an outside tester the sockets of the user-level stack.")
        {
            agent._device, agent._addresses, agent._gateway, agent._control, agent._noOffload, agent._mtu, agent._mss, agent._windowScale,
            agent._timestamps, agent._sack, agent._ecn, agent._initialWindow, agent._minimumRto, agent._delayedAck, agent._segmentLifetime,
            agent._congestion, agent._receiveBuffer, agent._sendBuffer, agent._secret, agent._capture,
        };
        command.SetAction(parsed =>
        {
            AgentSettings settings;
            try
            {
                settings = agent.Read(parsed);
            }
            catch (Exception mistake) when (mistake is FormatException or ArgumentException)
            {
                Console.Error.WriteLine($"stack agent: {mistake.Message}");
                return 2;
            }

            return Agent.Run(settings);
        });
        return command;
    }

    internal AgentSettings Read(ParseResult parsed)
    {
        string device = parsed.GetRequiredValue(_device);
        if (!device.StartsWith(TunPrefix, StringComparison.Ordinal))
        {
            throw new FormatException($"--device: '{device}' is not understood; expected tun:NAME");
        }

        return new AgentSettings(
            device[TunPrefix.Length..],
            [.. parsed.GetRequiredValue(_addresses).Select(IpPrefix.Parse)],
            parsed.GetValue(_gateway) is { } gateway ? IpAddress.Parse(gateway) : null,
            parsed.GetRequiredValue(_control),
            !parsed.GetValue(_noOffload),
            parsed.GetValue(_mtu),
            ReadTcp(parsed),
            parsed.GetValue(_secret) is { } secret ? ReadSecret(secret) : null,
            parsed.GetValue(_capture));
    }

    private static Option<string> Switch(string name, string help, string standard) => new(name) { Description = help, DefaultValueFactory = _ => standard };

    private static bool IsOn(ParseResult parsed, Option<string> option) => parsed.GetRequiredValue(option) switch
    {
        "on" => true,
        "off" => false,
        string other => throw new FormatException($"{option.Name}: '{other}' is not understood; expected on or off"),
    };

    private static long Number(Option option, string text, long most, string expected) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= most
            ? number
            : throw new FormatException($"{option.Name}: '{text}' is not understood; expected {expected}");

    private StackSecret ReadSecret(string digits) => digits.Length == 2 * StackSecret.Length && digits.All(char.IsAsciiHexDigit)
        ? new StackSecret(Convert.FromHexString(digits))
        : throw new FormatException($"{_secret.Name}: '{digits}' is not understood; expected {2 * StackSecret.Length} hexadecimal digits");

    private TcpSettings ReadTcp(ParseResult parsed)
    {
        TcpSettings standard = TcpSettings.Default;
        string scale = parsed.GetRequiredValue(_windowScale);
        string delay = parsed.GetValue(_delayedAck) ?? "";
        return standard with
        {
            MaximumSegmentSize = parsed.GetValue(_mss),
            WindowScaling = scale != "off",
            WindowShift = scale is "off" or "on" ? null : (byte)Number(_windowScale, scale, LargestShift, "0 to 14, on or off"),
            Timestamps = IsOn(parsed, _timestamps),
            Sack = IsOn(parsed, _sack),
            Ecn = IsOn(parsed, _ecn) ? EcnPolicy.Always : EcnPolicy.Never,
            InitialWindow = parsed.GetValue(_initialWindow) ?? standard.InitialWindow,
            MinimumRto = parsed.GetValue(_minimumRto) * Millisecond ?? standard.MinimumRto,
            DelayedAck = delay switch
            {
                "" => standard.DelayedAck,
                "off" => 0,
                _ => Number(_delayedAck, delay, LongestDelay, "0 to 499 or off") * Millisecond,
            },
            MaximumSegmentLifetime = parsed.GetValue(_segmentLifetime) * Millisecond ?? standard.MaximumSegmentLifetime,
            Congestion = parsed.GetRequiredValue(_congestion) switch
            {
                "cubic" => CongestionAlgorithm.Cubic,
                "reno" => CongestionAlgorithm.NewReno,
                string other => throw new FormatException($"--congestion: '{other}' is not understood; expected cubic or reno"),
            },
            ReceiveBuffer = parsed.GetValue(_receiveBuffer) ?? standard.ReceiveBuffer,
            SendBuffer = parsed.GetValue(_sendBuffer) ?? standard.SendBuffer,
        };
    }
}
