namespace Akka.Util;

/// <summary>A value or the exception that took its place.</summary>
public readonly struct Result<T> : IEquatable<Result<T>>
{
    public readonly bool IsSuccess;
    public readonly T Value;
    public readonly Exception Exception;

    public Result(T value)
    {
        IsSuccess = true;
        Value = value;
        Exception = null;
    }

    public Result(Exception exception)
    {
        IsSuccess = false;
        Value = default;
        Exception = exception;
    }

    public static bool operator ==(Result<T> left, Result<T> right) => left.Equals(right);

    public static bool operator !=(Result<T> left, Result<T> right) => !left.Equals(right);

    public bool Equals(Result<T> other) =>
        IsSuccess == other.IsSuccess && Equals(Exception, other.Exception) && EqualityComparer<T>.Default.Equals(Value, other.Value);

    public override bool Equals(object obj) => obj is Result<T> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(IsSuccess, Value, Exception);

    public override string ToString() => IsSuccess ? $"Success ({Value})" : $"Failure ({Exception})";
}

public static class Result
{
    public static Result<T> Success<T>(T value) => new(value);

    public static Result<T> Failure<T>(Exception exception) => new(exception);

    public static Result<T> FromTask<T>(Task<T> task) =>
        task.IsCanceled ? new Result<T>(new TaskCanceledException(task))
        : task.IsFaulted ? new Result<T>(task.Exception)
        : new Result<T>(task.Result);

    public static Result<T> From<T>(Func<T> func)
    {
        try
        {
            return new Result<T>(func());
        }
        catch (Exception e)
        {
            return new Result<T>(e);
        }
    }
}
