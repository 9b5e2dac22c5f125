using Ringspun.Linux.Netlink;

namespace Ringspun.Linux.Devices;

/// <summary>The numbers of the descriptors of a device's queues, whose owner this is: -1 once they are closed, when a number may be another file's.</summary>
internal sealed class QueueDescriptors : IDisposable
{
    private readonly IDisposable[] _owners;
    private readonly int[] _numbers;

    /// <summary>Takes over descriptors.</summary>
    internal QueueDescriptors(OwnedDescriptor[] queues)
    {
        _owners = queues;
        _numbers = [.. queues.Select(queue => queue.Number)];
    }

    /// <summary>Takes over netlink sockets.</summary>
    internal QueueDescriptors(NetlinkSocket[] queues)
    {
        _owners = queues;
        _numbers = [.. queues.Select(queue => queue.Descriptor)];
    }

    internal int Count => _numbers.Length;

    internal int this[int queue] => _numbers[queue];

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.Fill(_numbers, -1);
        foreach (IDisposable owner in _owners)
        {
            owner.Dispose();
        }
    }
}
