using System.Net;
using System.Runtime.InteropServices;
using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>One connect.</summary>
internal sealed unsafe class RingConnector(IoUringDriver driver, EndPoint remote, ConnectOptions options) : IoSource<IConnection>(driver.Loop), IRingTarget
{
    private ulong _userData;
    private int _descriptor = -1;
    private void* _address;

    protected override string OperationName => "connect";

    public void OnCompletion(in CompletionEntry completion)
    {
        NativeMemory.Free(_address);
        _address = null;
        int result = completion.Result;
        if (result >= 0 && !IsCancellationRequested)
        {
            Finish(new RingConnection(driver, _descriptor));
            return;
        }

        // Connected too late or not at all: the descriptor must not outlive the attempt.
        driver.CloseDescriptor(_descriptor);
        if (IsCancellationRequested)
        {
            FinishCanceled();
        }
        else
        {
            Fail(ConnectStep.Connect, result);
        }
    }

    internal IoOperation<IConnection> Start(CancellationToken cancel)
    {
        NativeSocketAddress address = NativeSocketAddress.From(remote);
        Begin(cancel);
        int result = ConnectingSocket.Create(address.Family, options, SocketFlags.None, out ConnectStep step);
        if (result < 0)
        {
            Fail(step, result);
            return Operation;
        }

        _descriptor = driver.Own(result);
        _address = NativeMemory.Alloc((nuint)address.Length);
        address.Bytes.CopyTo(new Span<byte>(_address, address.Length));
        ref SubmissionEntry entry = ref driver.NextEntry();
        entry.PrepareConnect(_descriptor, (nint)_address, (uint)address.Length);
        entry.UserData = _userData = driver.Expect(this);
        return Operation;
    }

    protected override void OnCancel()
    {
        driver.RequestCancel(_userData);
    }

    private void Fail(ConnectStep step, int result) =>
        FinishException(ConnectFailure.Of(step, remote, options.LocalEndPoint, result.ToErrno()));
}
