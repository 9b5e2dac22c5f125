using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringspun.Linux;
using Ringspun.Tcp;
using Ringspun.UserLevel;

namespace Ringspun.StackAgent;

/// <summary>A tester's connection to the control socket: requests come in, each is answered when it is done, and others go on meanwhile.</summary>
internal sealed partial class ControlSession(IConnection tester, UserNetwork network, SocketTable sockets, TcpSettings settings)
{
    private const int LengthBytes = 4;
    private const int LongestMessage = 64 * 1024 * 1024;

    private readonly FiberMutex _answering = new();

    public async Fiber Serve()
    {
        using (tester)
        {
            byte[] head = new byte[LengthBytes];
            try
            {
                while (await Fill(head))
                {
                    int length = BinaryPrimitives.ReadInt32BigEndian(head);
                    byte[] body = new byte[length is >= 0 and <= LongestMessage ? length : throw new InvalidDataException($"a message of {length} bytes")];
                    if (!await Fill(body))
                    {
                        return;
                    }

                    EventLoop.Current!.SpawnDetached(static work => work.session.Answer(work.body), (session: this, body));
                }
            }
            catch (Exception ended) when (ended is LinuxException or InvalidDataException)
            {
                await Console.Error.WriteLineAsync($"stack agent: the control connection has ended: {ended.Message}");
            }
        }
    }

    private async Fiber Answer(byte[] message)
    {
        JsonObject answer = [];
        try
        {
            JsonObject request = JsonNode.Parse(message)!.AsObject();
            answer["id"] = request["id"]?.DeepClone();
            answer["ok"] = await Call(request["call"]!.GetValue<string>(), request);
        }
        catch (Exception failure)
        {
            answer["errno"] = NameOf(failure);
            answer["message"] = failure.Message;
        }

        byte[] body = Encoding.UTF8.GetBytes(answer.ToJsonString());
        byte[] framed = new byte[LengthBytes + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, body.Length);
        body.CopyTo(framed, LengthBytes);
        try
        {
            using (await _answering.Lock())
            {
                await tester.SendAsync(framed);
            }
        }
        catch (Exception gone) when (gone is LinuxException or ObjectDisposedException)
        {
            // The tester has gone: nobody is left to be told.
        }
    }

    private static string NameOf(Exception failure) => failure switch
    {
        LinuxException kernel => kernel.Errno.ToString(),
        OperationCanceledException or ObjectDisposedException => nameof(Errno.EBADF),
        JsonException or FormatException or ArgumentException or InvalidOperationException or NullReferenceException or OverflowException => nameof(Errno.EINVAL),
        _ => nameof(Errno.EIO),
    };

    private async Fiber<bool> Fill(byte[] buffer)
    {
        for (int filled = 0; filled < buffer.Length;)
        {
            int received = await tester.ReceiveAsync(buffer.AsMemory(filled));
            if (received == 0)
            {
                return false;
            }

            filled += received;
        }

        return true;
    }
}
