using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Ringspun.Linux;
using Ringspun.Tcp;

namespace Ringspun.StackAgent;

/// <content>The calls.</content>
internal sealed partial class ControlSession
{
    private const long Microsecond = 1_000;

    private async Fiber<JsonObject> Call(string name, JsonObject request)
    {
        if (name == "socket")
        {
            AddressFamily family = Text(request, "family") switch
            {
                "inet" => AddressFamily.InterNetwork,
                "inet6" => AddressFamily.InterNetworkV6,
                _ => throw new LinuxException("socket", Errno.EAFNOSUPPORT),
            };
            return new JsonObject { ["fd"] = sockets.Add(new StackSocket(network, family, settings)) };
        }

        int number = (int)Number(request, "fd");
        if (name == "close")
        {
            using StackSocket closing = sockets.Remove(number);
            await closing.Close();
            return [];
        }

        StackSocket socket = sockets.Find(number);
        switch (name)
        {
            case "bind":
                return new JsonObject { ["port"] = socket.Bind(EndPoint(request)) };
            case "connect":
                await socket.Connect(EndPoint(request));
                return [];
            case "listen":
                socket.Listen((int)Number(request, "backlog"));
                return [];
            case "accept":
                (StackSocket accepted, IPEndPoint peer) = await socket.Accept();
                return new JsonObject { ["fd"] = sockets.Add(accepted), ["address"] = peer.Address.ToString(), ["port"] = peer.Port };
            case "send":
                return new JsonObject { ["count"] = await socket.Send(Convert.FromBase64String(Text(request, "data"))) };
            case "recv":
                bool waitsForAll = request["waitAll"]?.GetValue<bool>() ?? false;
                return new JsonObject { ["data"] = Convert.ToBase64String(await socket.Receive((int)Number(request, "count"), waitsForAll)) };
            case "shutdown":
                socket.Shutdown(Text(request, "how"));
                return [];
            case "setsockopt":
                socket.SetOption(Text(request, "name"), Number(request, "value"));
                goto case "getsockopt";
            case "getsockopt":
                return new JsonObject { ["value"] = JsonValue.Create(socket.GetOption(Text(request, "name"))) };
            case "info":
                return Describe(socket.Info);
            case "poll":
                string[] wanted = [.. request["events"]!.AsArray().Select(static item => item!.GetValue<string>())];
                long patience = request["timeoutMs"] is { } timeout ? timeout.GetValue<long>() : -1;
                return new JsonObject { ["events"] = new JsonArray([.. (await socket.Poll(wanted, patience)).Select(static item => (JsonNode)item)]) };
            default:
                throw new LinuxException(name, Errno.ENOSYS);
        }
    }

    private static JsonObject Describe(in ConnectionInfo info) => new()
    {
        ["state"] = NameOf(info.State),
        ["sndUna"] = info.SndUna,
        ["sndNxt"] = info.SndNxt,
        ["rcvNxt"] = info.RcvNxt,
        ["cwnd"] = info.CongestionWindow,
        ["ssthresh"] = info.SlowStartThreshold,
        ["srttUs"] = info.SmoothedRtt / Microsecond,
        ["rtoUs"] = info.RetransmissionTimeout / Microsecond,
        ["retransmits"] = info.Retransmissions,
        ["sndWnd"] = info.SndWnd,
        ["rcvWnd"] = info.RcvWnd,
        ["mss"] = info.MaximumSegmentSize,
    };

    /// <summary>The names of RFC 9293 section 3.3.2.</summary>
    private static string NameOf(TcpState state) => state switch
    {
        TcpState.SynSent => "SYN-SENT",
        TcpState.SynReceived => "SYN-RECEIVED",
        TcpState.Established => "ESTABLISHED",
        TcpState.FinWait1 => "FIN-WAIT-1",
        TcpState.FinWait2 => "FIN-WAIT-2",
        TcpState.CloseWait => "CLOSE-WAIT",
        TcpState.Closing => "CLOSING",
        TcpState.LastAck => "LAST-ACK",
        TcpState.TimeWait => "TIME-WAIT",
        _ => "CLOSED",
    };

    private static IPEndPoint EndPoint(JsonObject request) => new(IPAddress.Parse(Text(request, "address")), (int)Number(request, "port"));

    private static string Text(JsonObject request, string name) =>
        request[name]?.GetValue<string>() ?? throw new ArgumentException($"'{name}' is missing");

    private static long Number(JsonObject request, string name) =>
        request[name]?.GetValue<long>() ?? throw new ArgumentException($"'{name}' is missing");
}
