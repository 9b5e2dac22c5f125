using System.Net;
using System.Text;
using Ringspun.Bench.Disk;
using Ringspun.Linux;

namespace Ringspun.Bench.Fused;

/// <summary>Both sides of a loop at work: connections that pass a message to and fro, and fibers that read a file past the page cache.</summary>
internal sealed class FusedLoad(EventLoop loop)
{
    private const int Message = 64;
    private const int Block = 4096;

    private readonly Random _random = new(1);
    private readonly List<FiberHandle> _fibers = [];
    private long _messagesLeft;
    private long _readsLeft;

    /// <summary>Messages that have been received.</summary>
    public long Messages { get; private set; }

    /// <summary>Blocks that have been read.</summary>
    public long Reads { get; private set; }

    /// <summary>Pairs of connections that exchange so many messages together.</summary>
    public async Fiber StartConnections(int pairs, long messages)
    {
        _messagesLeft = messages;
        KernelNetwork network = new();
        using IBinding binding = network.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using IListener listener = binding.Listen(loop);
        for (int i = 0; i < pairs; i++)
        {
            IoOperation<IConnection> accept = listener.AcceptAsync();
            IConnection client = await network.ConnectAsync(listener.LocalEndPoint);
            IConnection server = await accept;
            Start(static at => at.Self.Talk(at.client), (Self: this, client));
            Start(Echo, server);
        }
    }

    /// <summary>Fibers that read so many blocks together, each one at a time.</summary>
    public async Fiber StartReads(DiskFile file, int fibers, long reads)
    {
        _readsLeft = reads;
        using DirectoryHandle directory = DirectoryHandle.Open(Path.GetDirectoryName(file.Path)!);
        FileOpenResult opened = await loop.Driver.Files.OpenBeneathAsync(
            directory, Encoding.UTF8.GetBytes(Path.GetFileName(file.Path)), FileOpenOptions.Direct);
        IFile open = opened.File ?? throw new BenchFailure($"{file.Path}: {opened.Error}");
        for (int i = 0; i < fibers; i++)
        {
            Start(static at => at.Self.Read(at.open, at.Size), (Self: this, open, file.Size));
        }
    }

    /// <summary>Waits until everything is done.</summary>
    public async Fiber Join()
    {
        foreach (FiberHandle fiber in _fibers)
        {
            await fiber;
        }
    }

    /// <summary>No more is begun.</summary>
    public void Stop() => _messagesLeft = _readsLeft = 0;

    private void Start<TState>(Func<TState, Fiber> body, TState state) => _fibers.Add(loop.Spawn(body, state));

    private async Fiber Talk(IConnection connection)
    {
        using (connection)
        {
            byte[] message = new byte[Message];
            while (_messagesLeft > 0)
            {
                _messagesLeft -= 2;
                await connection.SendAsync(message);
                await ReceiveWhole(connection);
                Messages += 2;
            }
        }
    }

    private static async Fiber Echo(IConnection connection)
    {
        using (connection)
        {
            byte[] message = new byte[Message];
            while (await ReceiveWhole(connection))
            {
                await connection.SendAsync(message);
            }
        }
    }

    /// <returns>False: the other side has ended.</returns>
    private static async Fiber<bool> ReceiveWhole(IConnection connection)
    {
        for (int done = 0; done < Message;)
        {
            using Chunk chunk = await connection.LeaseAsync();
            if (chunk.IsEmpty)
            {
                return false;
            }

            done += chunk.Length;
        }

        return true;
    }

    private async Fiber Read(IFile file, long size)
    {
        using Chunk chunk = NativeChunk.Allocate(Block, Block);
        while (_readsLeft > 0)
        {
            _readsLeft--;
            await file.ReadAsync(chunk.Memory, _random.NextInt64(size / Block) * Block);
            Reads++;
        }
    }
}
