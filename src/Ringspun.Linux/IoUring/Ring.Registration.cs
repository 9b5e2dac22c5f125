namespace Ringspun.Linux.IoUring;

/// <content>Registration of resources: io_uring_register(2).</content>
public sealed unsafe partial class Ring
{
    private const uint KernelChooses = uint.MaxValue;

    /// <summary>
    /// Registers the ring's own descriptor with the calling thread, which saves its look-up in every io_uring_enter(2). Linux 5.18.
    /// </summary>
    /// <returns>0 or <c>-errno</c>; after a failure the ring works on as before.</returns>
    public int RegisterRingDescriptor()
    {
        if (_enterFlags != 0)
        {
            return 0;
        }

        ResourceUpdate update = new() { Offset = KernelChooses, Data = (ulong)_descriptor };
        int result = Register(RegisterOperation.RingDescriptors, &update, 1);
        if (result < 0)
        {
            return result;
        }

        _enterDescriptor = (int)update.Offset;
        _enterFlags = IoUringNative.EnterRegisteredRing;
        _registeringThread = Environment.CurrentManagedThreadId;
        return 0;
    }

    /// <summary>
    /// Pins memory for <see cref="SubmissionEntry.PrepareReadFixed"/> and its kin. It counts against RLIMIT_MEMLOCK: -ENOMEM beyond it.
    /// </summary>
    public int RegisterBuffers(ReadOnlySpan<RegisteredBuffer> buffers)
    {
        fixed (RegisteredBuffer* pointer = buffers)
        {
            return Register(RegisterOperation.Buffers, pointer, (uint)buffers.Length);
        }
    }

    /// <summary>Releases the registered buffers.</summary>
    public int UnregisterBuffers() => Register(RegisterOperation.UnregisterBuffers, null, 0);

    /// <summary>Registers descriptors for <see cref="SubmissionFlags.FixedFile"/>; -1 leaves a slot empty.</summary>
    public int RegisterFiles(ReadOnlySpan<int> descriptors)
    {
        fixed (int* pointer = descriptors)
        {
            return Register(RegisterOperation.Files, pointer, (uint)descriptors.Length);
        }
    }

    /// <summary>Registers empty slots to be filled later. It counts against RLIMIT_NOFILE: -EMFILE beyond it. Linux 5.19.</summary>
    public int RegisterSparseFiles(uint count)
    {
        ResourceRegistration registration = new() { Count = count, Flags = ResourceRegistration.SparseFlag };
        return Register(RegisterOperation.Files2, &registration, (uint)sizeof(ResourceRegistration));
    }

    /// <summary>
    /// Replaces registered files from slot <paramref name="offset"/> on; -1 empties a slot. The result is the number replaced.
    /// </summary>
    public int UpdateFiles(uint offset, ReadOnlySpan<int> descriptors)
    {
        fixed (int* pointer = descriptors)
        {
            ResourceUpdate update = new() { Offset = offset, Data = (ulong)pointer };
            return Register(RegisterOperation.FilesUpdate, &update, (uint)descriptors.Length);
        }
    }

    /// <summary>Releases the registered files.</summary>
    public int UnregisterFiles() => Register(RegisterOperation.UnregisterFiles, null, 0);

    /// <summary>Has the kernel signal an eventfd(2) whenever a completion is posted.</summary>
    public int RegisterEventDescriptor(int eventDescriptor) => Register(RegisterOperation.EventDescriptor, &eventDescriptor, 1);

    /// <summary>Ends those signals.</summary>
    public int UnregisterEventDescriptor() => Register(RegisterOperation.UnregisterEventDescriptor, null, 0);

    /// <summary>Asks which operations the kernel has.</summary>
    /// <returns>0 or <c>-errno</c>.</returns>
    public int RegisterProbe(out RingProbe? probe)
    {
        byte* memory = stackalloc byte[RingProbe.Size];
        new Span<byte>(memory, RingProbe.Size).Clear();
        int result = Register(RegisterOperation.Probe, memory, RingProbe.Capacity);
        probe = result < 0 ? null : new RingProbe(new ReadOnlySpan<byte>(memory, RingProbe.Size));
        return result;
    }

    internal int Register(RegisterOperation operation, void* argument, uint count) =>
        IoUringNative.Register(_descriptor, operation, argument, count);

    private void UnregisterRingDescriptor()
    {
        // The index is the registering thread's own: on another thread it is nothing, or somebody else's ring. Left alone it is
        // released when that thread ends.
        if (_enterFlags == 0 || Environment.CurrentManagedThreadId != _registeringThread)
        {
            return;
        }

        ResourceUpdate update = new() { Offset = (uint)_enterDescriptor };
        _ = Register(RegisterOperation.UnregisterRingDescriptors, &update, 1);
    }
}
